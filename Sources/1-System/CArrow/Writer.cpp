#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/util/bit_util.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_set>

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

std::shared_ptr<arrow::Array> texts(const ca_cells &cells, int64_t rows, bool keeps_empty) {
    const auto first = cells.offsets[0];
    if (cells.offsets[rows] - first > std::numeric_limits<int32_t>::max()) {
        throw Failure("the texts of one column and batch are longer than 2 GiB");
    }
    auto offsets = std::shared_ptr<arrow::Buffer>(take(arrow::AllocateBuffer((rows + 1) * sizeof(int32_t))));
    auto *out = reinterpret_cast<int32_t *>(offsets->mutable_data());
    bool has_empty = false;
    for (int64_t row = 0; row <= rows; row++) out[row] = static_cast<int32_t>(cells.offsets[row] - first);
    for (int64_t row = 0; row < rows && !keeps_empty; row++) has_empty |= out[row] == out[row + 1];
    const auto valid = has_empty ? bits(rows, [&](int64_t row) { return out[row] != out[row + 1]; }) : nullptr;
    const auto bytes = copied<char>(cells.bytes ? cells.bytes + first : nullptr, out[rows]);
    return std::make_shared<arrow::StringArray>(rows, offsets, bytes, valid);
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
    case CA_STRING: return texts(cells, rows, keeps_empty);
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

/// Rows that tell whether a column's cells repeat.
constexpr int64_t sampled_rows = 1024;

/// Whether the first cells are all different, and enough of them to say so: a dictionary of them only costs time.
bool is_varied(const arrow::Array &cells) {
    const auto count = std::min(cells.length(), sampled_rows);
    if (count < sampled_rows / 16) return false;
    if (cells.type_id() == arrow::Type::STRING) {
        const auto &texts = static_cast<const arrow::StringArray &>(cells);
        std::unordered_set<std::string_view> seen;
        for (int64_t row = 0; row < count; row++) {
            if (texts.IsNull(row) || !seen.insert(texts.GetView(row)).second) return false;
        }
        return true;
    }
    if (cells.type_id() != arrow::Type::INT64) return false;
    const auto &numbers = static_cast<const arrow::Int64Array &>(cells);
    std::unordered_set<int64_t> seen;
    for (int64_t row = 0; row < count; row++) {
        if (numbers.IsNull(row) || !seen.insert(numbers.Value(row)).second) return false;
    }
    return true;
}

}  // namespace

struct ca_writer_ {
    std::shared_ptr<arrow::Schema> schema;
    std::vector<ca_type> types;
    arrow::ArrayVector batch;
    // Rows are kept until there are enough for a row group: each column is then encoded in one go, side by side with others.
    std::vector<arrow::ArrayVector> pending;
    int64_t pending_rows = 0;
    // Rows since memory was given back.
    int64_t kept_rows = 0;
    int64_t group_rows = most_group_rows;
    bool empty_texts = false;

    void flush() {
        if (pending_rows == 0) return;
        arrow::ArrayVector whole;
        for (auto &pieces : pending) {
            whole.push_back(pieces.size() == 1 ? pieces[0] : take(arrow::Concatenate(pieces)));
            pieces.clear();
        }
        if (!file) open(whole);
        check(file->WriteRecordBatch(*arrow::RecordBatch::Make(schema, pending_rows, whole)));
        kept_rows += pending_rows;
        pending_rows = 0;
        // What row groups took must not stay for the whole file; small ones need not give it back each.
        if (kept_rows < most_group_rows) return;
        whole.clear();
        kept_rows = 0;
        arrow::default_memory_pool()->ReleaseUnused();
    }

    /// Opens the file proper, when it is known what the cells of the first rows are like; `first` may be empty.
    void open(const arrow::ArrayVector &first) {
        parquet::WriterProperties::Builder storing;
        storing.compression(parquet::Compression::SNAPPY)->max_row_group_length(group_rows);
        for (size_t i = 0; i < types.size(); i++) {
            const auto &name = schema->field(static_cast<int>(i))->name();
            if (is_vector(types[i])) {
                // Their bits neither repeat nor shrink, and nobody asks for the least of them.
                const auto path = std::make_shared<parquet::schema::ColumnPath>(
                    std::vector<std::string>{name, "list", "element"});
                storing.disable_dictionary(path)->disable_statistics(path)->compression(
                    path, parquet::Compression::UNCOMPRESSED);
                continue;
            }
            // A path of one part: a name may hold a full stop.
            const auto path = std::make_shared<parquet::schema::ColumnPath>(std::vector<std::string>{name});
            // Measured numbers seldom repeat.
            const bool isMeasured = types[i] == CA_FLOAT || types[i] == CA_DOUBLE;
            const bool isVaried = !isMeasured && i < first.size() && is_varied(*first[i]);
            if (isMeasured || isVaried) storing.disable_dictionary(path);
            if (isVaried && types[i] == CA_INT64) storing.encoding(path, parquet::Encoding::DELTA_BINARY_PACKED);
        }
        // The schema of Arrow in the footer is what keeps the metadata of the fields. Threads would wait for one another at the
        // end of every small group.
        const auto properties = parquet::ArrowWriterProperties::Builder()
                                    .store_schema()
                                    ->set_use_threads(group_rows == most_group_rows)
                                    ->build();
        file = take(parquet::arrow::FileWriter::Open(*schema, arrow::default_memory_pool(), sink, storing.build(), properties));
        check(file->NewBufferedRowGroup());
    }

    std::shared_ptr<arrow::io::FileOutputStream> sink;
    std::unique_ptr<parquet::arrow::FileWriter> file;
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
        writer->sink = take(arrow::io::FileOutputStream::Open(path));
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
        if (writer->pending_rows >= writer->group_rows) writer->flush();
    });
}

bool ca_writer_finish(ca_writer writer, const char *const *keys, const char *const *values, int32_t pairs,
                      ca_error *error) {
    return guarded(error, [&] {
        writer->flush();
        if (!writer->file) writer->open({});
        const auto footer = std::make_shared<arrow::KeyValueMetadata>();
        for (int32_t i = 0; i < pairs; i++) footer->Append(keys[i], values[i]);
        check(writer->file->AddKeyValueMetadata(footer));
        check(writer->file->Close());
        check(writer->sink->Close());
    });
}

void ca_writer_close(ca_writer writer) { delete writer; }
