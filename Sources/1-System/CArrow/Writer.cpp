#include <arrow/api.h>
#include <arrow/util/key_value_metadata.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ChunkFile.h"
#include "Failure.h"

namespace {

/// Rows of a row group: enough to compress well, few enough to be kept in memory while they are written.
constexpr int64_t most_group_rows = 1 << 16;

/// Bytes of vectors in a row group, about.
constexpr int64_t group_bytes = 1 << 24;

bool is_vector(ca_type type) { return type == CA_FLOATS || type == CA_HALVES; }

std::shared_ptr<arrow::DataType> stored_type(const ca_column &column) {
    switch (column.type) {
    case CA_FLOATS: return arrow::fixed_size_list(arrow::float32(), column.width);
    case CA_HALVES: return arrow::fixed_size_list(arrow::float16(), column.width);
    case CA_BOOLEAN: return arrow::boolean();
    case CA_INT32: return arrow::int32();
    case CA_INT64: return arrow::int64();
    case CA_FLOAT: return arrow::float32();
    case CA_DOUBLE: return arrow::float64();
    case CA_STRING: return arrow::utf8();
    default: throw Failure("a column of an unknown type");
    }
}

std::shared_ptr<arrow::Field> field(const ca_column &column) {
    auto metadata = std::make_shared<arrow::KeyValueMetadata>();
    if (column.unit) metadata->Append("unit", column.unit);
    if (column.ucd) metadata->Append("ucd", column.ucd);
    if (column.description) metadata->Append("description", column.description);
    return arrow::field(column.name, stored_type(column), /*nullable=*/true,
                        metadata->size() > 0 ? metadata : nullptr);
}

/// Bits that are set where `is_set(row)`.
template <class Test> std::shared_ptr<arrow::Buffer> bits(int64_t rows, Test is_set) {
    auto buffer = std::shared_ptr<arrow::Buffer>(take(arrow::AllocateBitmap(rows)));
    auto *out = buffer->mutable_data();
    for (int64_t row = 0; row < rows; row += 8) {
        uint8_t byte = 0;
        for (int64_t bit = 0; bit < 8 && row + bit < rows; bit++) byte |= static_cast<uint8_t>(is_set(row + bit)) << bit;
        out[row / 8] = byte;
    }
    return buffer;
}

template <class Cell> std::shared_ptr<arrow::Buffer> copied(const void *values, int64_t count) {
    const auto size = count * static_cast<int64_t>(sizeof(Cell));
    auto buffer = std::shared_ptr<arrow::Buffer>(take(arrow::AllocateBuffer(size)));
    if (size > 0) std::memcpy(buffer->mutable_data(), values, size);
    return buffer;
}

/// The rows that hold a number; null when all do.
template <class Cell> std::shared_ptr<arrow::Buffer> numbers_in(const ca_cells &cells, int64_t rows) {
    const auto *values = static_cast<const Cell *>(cells.values);
    bool has_nan = false;
    for (int64_t row = 0; row < rows; row++) has_nan |= std::isnan(values[row]);
    return has_nan ? bits(rows, [&](int64_t row) { return !std::isnan(values[row]); }) : nullptr;
}

/// Texts that lie one behind the other.
std::shared_ptr<arrow::StringArray> texts(const ca_cells &cells, int64_t count, bool keeps_empty) {
    const auto first = cells.offsets[0];
    if (cells.offsets[count] - first > std::numeric_limits<int32_t>::max()) {
        throw Failure("the texts of one column and batch are longer than 2 GiB");
    }
    auto offsets = std::shared_ptr<arrow::Buffer>(take(arrow::AllocateBuffer((count + 1) * sizeof(int32_t))));
    auto *out = reinterpret_cast<int32_t *>(offsets->mutable_data());
    bool has_empty = false;
    for (int64_t row = 0; row <= count; row++) out[row] = static_cast<int32_t>(cells.offsets[row] - first);
    for (int64_t row = 0; row < count && !keeps_empty; row++) has_empty |= out[row] == out[row + 1];
    const auto valid = has_empty ? bits(count, [&](int64_t row) { return out[row] != out[row + 1]; }) : nullptr;
    const auto bytes = copied<char>(cells.bytes ? cells.bytes + first : nullptr, out[count]);
    return std::make_shared<arrow::StringArray>(count, offsets, bytes, valid);
}

/// Numbers of texts as the texts themselves.
std::shared_ptr<arrow::Array> spread(const arrow::DictionaryArray &cells) {
    const auto &words = static_cast<const arrow::StringArray &>(*cells.dictionary());
    arrow::StringBuilder texts;
    for (int64_t row = 0; row < cells.length(); row++) {
        check(cells.IsNull(row) ? texts.AppendNull() : texts.Append(words.GetView(cells.GetValueIndex(row))));
    }
    return take(texts.Finish());
}

/// Numbers of texts; the texts themselves where they are many.
std::shared_ptr<arrow::Array> numbered(const ca_cells &cells, int64_t rows, bool keeps_empty) {
    const auto words = texts(cells, cells.text_count, /*keeps_empty=*/true);
    const auto is_empty = [&](int64_t row) { return words->value_length(cells.indices[row]) == 0; };
    bool has_empty = false;
    for (int64_t row = 0; row < rows && !keeps_empty; row++) has_empty |= is_empty(row);
    const auto valid = has_empty ? bits(rows, [&](int64_t row) { return !is_empty(row); }) : nullptr;
    const auto indices = std::make_shared<arrow::Int32Array>(rows, copied<int32_t>(cells.indices, rows), valid);
    const auto type = arrow::dictionary(arrow::int32(), arrow::utf8());
    const auto found = std::make_shared<arrow::DictionaryArray>(type, indices, words);
    return cells.text_count > rows / 2 ? spread(*found) : found;
}

/// The cells of several batches in one piece.
std::shared_ptr<arrow::Array> joined(arrow::ArrayVector pieces) {
    if (pieces.size() == 1) return pieces[0];
    const auto is_numbered = [](const auto &piece) { return piece->type_id() == arrow::Type::DICTIONARY; };
    if (!std::all_of(pieces.begin(), pieces.end(), is_numbered)) {
        for (auto &piece : pieces) {
            if (is_numbered(piece)) piece = spread(static_cast<const arrow::DictionaryArray &>(*piece));
        }
    }
    return take(arrow::Concatenate(pieces));
}

/// The cells as an Arrow array.
std::shared_ptr<arrow::Array> array(
    const arrow::DataType &stored, ca_type type, const ca_cells &cells, int64_t rows, bool keeps_empty) {
    const auto present = [&]() -> std::shared_ptr<arrow::Buffer> {
        return cells.missing ? bits(rows, [&](int64_t row) { return !cells.missing[row]; }) : nullptr;
    };
    switch (type) {
    case CA_BOOLEAN: {
        const auto *values = static_cast<const uint8_t *>(cells.values);
        const auto packed = bits(rows, [&](int64_t row) { return values[row] != 0; });
        return std::make_shared<arrow::BooleanArray>(rows, packed, present());
    }
    case CA_INT32: return std::make_shared<arrow::Int32Array>(rows, copied<int32_t>(cells.values, rows), present());
    case CA_INT64: return std::make_shared<arrow::Int64Array>(rows, copied<int64_t>(cells.values, rows), present());
    case CA_FLOAT:
        return std::make_shared<arrow::FloatArray>(rows, copied<float>(cells.values, rows), numbers_in<float>(cells, rows));
    case CA_DOUBLE:
        return std::make_shared<arrow::DoubleArray>(rows, copied<double>(cells.values, rows),
                                                    numbers_in<double>(cells, rows));
    case CA_STRING: return cells.indices ? numbered(cells, rows, keeps_empty) : texts(cells, rows, keeps_empty);
    case CA_FLOATS:
    case CA_HALVES: {
        const auto &list = static_cast<const arrow::FixedSizeListType &>(stored);
        const auto count = rows * list.list_size();
        std::shared_ptr<arrow::Array> numbers;
        if (type == CA_FLOATS) {
            numbers = std::make_shared<arrow::FloatArray>(count, copied<float>(cells.values, count));
        } else {
            numbers = std::make_shared<arrow::HalfFloatArray>(count, copied<uint16_t>(cells.values, count));
        }
        return std::make_shared<arrow::FixedSizeListArray>(
            arrow::fixed_size_list(list.value_type(), list.list_size()), rows, numbers);
    }
    default: throw Failure("a column of an unknown type");
    }
}

}  // namespace

struct ca_writer_ {
    std::shared_ptr<arrow::Schema> schema;
    std::vector<ca_type> types;
    std::unique_ptr<ChunkFile> file;
    arrow::ArrayVector batch;
    // Rows are kept until there are enough for a row group.
    std::vector<arrow::ArrayVector> pending;
    int64_t pending_rows = 0;
    // Rows since memory was given back.
    int64_t kept_rows = 0;
    int64_t group_rows = most_group_rows;
    bool empty_texts = false;

    /// Writes the rows that are pending; but for the last time, those that fill no group go on waiting.
    void flush(bool is_last) {
        arrow::ArrayVector whole;
        for (auto &pieces : pending) {
            whole.push_back(joined(std::move(pieces)));
            pieces.clear();
        }
        int64_t start = 0;
        while (pending_rows - start >= (is_last ? 1 : group_rows)) {
            arrow::ArrayVector group;
            for (const auto &cells : whole) group.push_back(cells->Slice(start, group_rows));
            const auto rows = group[0]->length();
            // Threads would wait for one another at the end of every small group.
            file->write(group, /*side_by_side=*/group_rows == most_group_rows);
            start += rows;
        }
        kept_rows += start;
        pending_rows -= start;
        for (size_t i = 0; i < whole.size() && pending_rows > 0; i++) pending[i].push_back(whole[i]->Slice(start));
        // What row groups took must not stay for the whole file; small ones need not give it back each.
        if (kept_rows < most_group_rows) return;
        whole.clear();
        kept_rows = 0;
        arrow::default_memory_pool()->ReleaseUnused();
    }
};

bool ca_writer_open(const char *path, const ca_column *columns, int32_t count, int32_t group_rows, bool empty_texts,
                    ca_writer *out, ca_error *error) {
    return guarded(error, [&] {
        auto writer = std::make_unique<ca_writer_>();
        arrow::FieldVector fields;
        for (int32_t i = 0; i < count; i++) {
            fields.push_back(field(columns[i]));
            writer->types.push_back(columns[i].type);
        }
        const auto lengths = std::make_shared<arrow::KeyValueMetadata>();
        for (int32_t i = 0; i < count; i++) {
            if (columns[i].type != CA_STRING || columns[i].width <= 0) continue;
            lengths->Append(std::string("table::len::") + columns[i].name, std::to_string(columns[i].width));
        }
        writer->schema = arrow::schema(fields, lengths->size() > 0 ? lengths : nullptr);
        writer->batch.resize(count);
        writer->pending.resize(count);
        writer->file = std::make_unique<ChunkFile>(path, writer->schema);
        writer->group_rows = std::min<int64_t>(group_rows, most_group_rows);
        writer->empty_texts = empty_texts;
        for (int32_t i = 0; i < count; i++) {
            if (!is_vector(columns[i].type)) continue;
            const int64_t row_bytes = std::max(1, columns[i].width) * (columns[i].type == CA_FLOATS ? 4 : 2);
            writer->group_rows = std::min(writer->group_rows, std::max<int64_t>(1, group_bytes / row_bytes));
        }
        *out = writer.release();
    });
}

bool ca_writer_cells(ca_writer writer, int32_t position, const ca_cells *cells, int64_t rows, ca_error *error) {
    return guarded(error, [&] {
        writer->batch[position] = array(*writer->schema->field(position)->type(), writer->types[position], *cells, rows,
                                        writer->empty_texts);
    });
}

bool ca_writer_write(ca_writer writer, ca_error *error) {
    return guarded(error, [&] {
        for (size_t i = 0; i < writer->batch.size(); i++) writer->pending[i].push_back(std::move(writer->batch[i]));
        writer->pending_rows += writer->pending.at(0).back()->length();
        if (writer->pending_rows >= writer->group_rows) writer->flush(/*is_last=*/false);
    });
}

bool ca_writer_finish(ca_writer writer, const char *const *keys, const char *const *values, int32_t pairs,
                      ca_error *error) {
    return guarded(error, [&] {
        if (writer->pending_rows > 0) writer->flush(/*is_last=*/true);
        arrow::KeyValueMetadata footer;
        for (int32_t i = 0; i < pairs; i++) footer.Append(keys[i], values[i]);
        writer->file->finish(footer);
    });
}

void ca_writer_close(ca_writer writer) { delete writer; }
