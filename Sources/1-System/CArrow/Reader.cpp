#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>

#include <cstdlib>
#include <string_view>

#include "Failure.h"
#include "Reader.h"

namespace {

constexpr std::string_view magic = "PAR1";

/// Refuses what is no Parquet file, before Arrow says so in its own words.
void check_ends(arrow::io::RandomAccessFile &file) {
    const auto size = take(file.GetSize());
    const auto length = static_cast<int64_t>(magic.size());
    const auto head = take(file.ReadAt(0, length));
    if (std::string_view(*head) != magic) {
        throw Failure(std::string_view(*head) == "PARE" ? "the file is encrypted" : "this is not a Parquet file");
    }
    // The least file: the four bytes at both ends, and a footer with its length.
    const auto tail = size < 12 ? nullptr : take(file.ReadAt(size - length, length));
    if (!tail || std::string_view(*tail) != magic) throw Failure("the Parquet file has no end: it was cut short");
}

}  // namespace

void ca_error_free(ca_error error) { free(error.text); }

bool ca_reader_open(const char *path, ca_reader *out, ca_error *error) {
    return guarded(error, [&] {
        auto reader = std::make_unique<ca_reader_>();
        const auto file = take(arrow::io::ReadableFile::Open(path));
        check_ends(*file);
        // Pages are read as they are needed, so that memory does not grow with the row groups of the file.
        parquet::ReaderProperties reading;
        reading.enable_buffered_stream();
        reading.set_buffer_size(1 << 18);
        auto parquet = parquet::ParquetFileReader::Open(file, reading);
        const auto metadata = parquet->metadata();
        parquet::ArrowReaderProperties decoding(/*use_threads=*/false);
        decoding.set_pre_buffer(false);
        decoding.set_coerce_int96_timestamp_unit(arrow::TimeUnit::MICRO);
        for (int leaf = 0; leaf < metadata->num_columns(); leaf++) {
            if (is_dictionary(*metadata, leaf)) decoding.set_read_dictionary(leaf, true);
        }
        reader->file = take(
            parquet::arrow::FileReader::Make(arrow::default_memory_pool(), std::move(parquet), decoding));
        for (const auto &field : reader->file->manifest().schema_fields) {
            auto &column = reader->columns.emplace_back(*field.field);
            column.leaf = field.column_index;
            const bool isUnsigned = field.field->type()->id() == arrow::Type::UINT64;
            if (isUnsigned && is_wide(*reader->file, static_cast<int>(reader->columns.size()) - 1, column.leaf)) {
                column.type = CA_STRING;
            }
        }
        *out = reader.release();
    });
}

void ca_reader_close(ca_reader reader) { delete reader; }

int64_t ca_reader_row_count(ca_reader reader) { return reader->file->parquet_reader()->metadata()->num_rows(); }

int32_t ca_reader_column_count(ca_reader reader) { return static_cast<int32_t>(reader->columns.size()); }

ca_column ca_reader_column(ca_reader reader, int32_t index) {
    const auto &column = reader->columns[index];
    const auto text = [](bool has, const std::string &value) { return has ? value.c_str() : nullptr; };
    return {column.name.c_str(), column.type, text(column.has_unit, column.unit), text(column.has_ucd, column.ucd),
            text(column.has_description, column.description), column.stored_type.c_str(), column.width};
}

int32_t ca_reader_pair_count(ca_reader reader) {
    const auto &pairs = reader->file->parquet_reader()->metadata()->key_value_metadata();
    return pairs ? static_cast<int32_t>(pairs->size()) : 0;
}

void ca_reader_pair(ca_reader reader, int32_t index, const char **key, const char **value) {
    const auto &pairs = reader->file->parquet_reader()->metadata()->key_value_metadata();
    *key = pairs->key(index).c_str();
    *value = pairs->value(index).c_str();
}

bool ca_reader_select(ca_reader reader, const int32_t *columns, int32_t count, ca_error *error) {
    return guarded(error, [&] {
        for (int32_t i = 0; i < count; i++) {
            const auto &column = reader->columns[columns[i]];
            reader->selected.push_back(std::make_unique<Column>(
                *reader->file, columns[i], column.leaf, column.type, reader->is_chosen ? &reader->groups : nullptr));
        }
    });
}

bool ca_reader_fills(ca_reader reader, int32_t position) { return reader->selected[position]->fills(); }

bool ca_reader_fill(ca_reader reader, int32_t position, int64_t rows, void *values, uint8_t *missing,
                    bool *has_missing, ca_error *error) {
    return guarded(error, [&] { *has_missing = reader->selected[position]->fill(rows, values, missing); });
}

bool ca_reader_cells(ca_reader reader, int32_t position, int64_t rows, ca_cells *out, int64_t *got, ca_error *error) {
    return guarded(error, [&] { *out = reader->selected[position]->cells(rows, got); });
}
