#include "Column.h"

#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/statistics.h>

#include <algorithm>
#include <limits>
#include <string>
#include <type_traits>

#include "Failure.h"

namespace {

/// Rows decoded at a time: their levels stay in the processor's cache.
constexpr int64_t piece = 1 << 14;

/// Rows that Arrow decodes at a time where groups of rows are chosen and vectors are among the columns: its usual number of
/// vectors would take hundreds of megabytes.
constexpr int64_t rows_with_vectors = 1 << 12;

/// The physical type whose values are the cells as they are; UNDEFINED where they must be converted.
parquet::Type::type plain_type(const arrow::DataType &type, const parquet::ColumnDescriptor &stored) {
    if (stored.max_repetition_level() > 0 || stored.max_definition_level() > 1) return parquet::Type::UNDEFINED;
    const auto wanted = [&] {
        switch (type.id()) {
        case arrow::Type::BOOL: return parquet::Type::BOOLEAN;
        case arrow::Type::INT8:
        case arrow::Type::INT16:
        case arrow::Type::INT32: return parquet::Type::INT32;
        case arrow::Type::INT64: return parquet::Type::INT64;
        case arrow::Type::FLOAT: return parquet::Type::FLOAT;
        case arrow::Type::DOUBLE: return parquet::Type::DOUBLE;
        default: return parquet::Type::UNDEFINED;
        }
    }();
    return wanted == stored.physical_type() ? wanted : parquet::Type::UNDEFINED;
}

}  // namespace

bool is_dictionary(const parquet::FileMetaData &metadata, int leaf) {
    const auto &stored = *metadata.schema()->Column(leaf);
    if (!stored.logical_type() || !stored.logical_type()->is_string() || stored.max_repetition_level() > 0) return false;
    const auto isData = [](const parquet::PageEncodingStats &pages) {
        return pages.page_type == parquet::PageType::DATA_PAGE || pages.page_type == parquet::PageType::DATA_PAGE_V2;
    };
    for (int group = 0; group < metadata.num_row_groups(); group++) {
        const auto chunk = metadata.RowGroup(group)->ColumnChunk(leaf);
        const auto &pages = chunk->encoding_stats();
        if (std::none_of(pages.begin(), pages.end(), isData)) return false;
        for (const auto &page : pages) {
            if (isData(page) && page.encoding != parquet::Encoding::PLAIN_DICTIONARY &&
                page.encoding != parquet::Encoding::RLE_DICTIONARY) {
                return false;
            }
        }
    }
    return metadata.num_row_groups() > 0;
}

bool is_wide(parquet::arrow::FileReader &file, int field, int leaf) {
    constexpr auto most = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    const auto &metadata = *file.parquet_reader()->metadata();
    bool isKnown = true;
    for (int group = 0; group < metadata.num_row_groups() && isKnown; group++) {
        const auto stated = metadata.RowGroup(group)->ColumnChunk(leaf)->statistics();
        isKnown = stated && stated->HasMinMax() && stated->physical_type() == parquet::Type::INT64;
        if (!isKnown) break;
        if (static_cast<uint64_t>(static_cast<const parquet::Int64Statistics &>(*stated).max()) > most) return true;
    }
    if (isKnown) return false;
    std::unique_ptr<parquet::arrow::ColumnReader> reader;
    check(file.GetColumn(field, &reader));
    for (std::shared_ptr<arrow::ChunkedArray> cells;;) {
        check(reader->NextBatch(piece, &cells));
        if (!cells || cells->length() == 0) return false;
        for (const auto &chunk : cells->chunks()) {
            const auto &numbers = static_cast<const arrow::UInt64Array &>(*chunk);
            for (int64_t row = 0; row < numbers.length(); row++) {
                if (numbers.IsValid(row) && numbers.Value(row) > most) return true;
            }
        }
    }
}

Column::Column(
    parquet::arrow::FileReader &file, int field, int leaf, ca_type wanted, const std::vector<int> *groups)
    : file_(file), groups_(groups), leaf_(leaf) {
    const auto &schema = file.manifest().schema_fields[field];
    const auto &type = *schema.field->type();
    as_digits_ = type.id() == arrow::Type::UINT64 && wanted == CA_STRING;
    const auto open = [&](int numbers) {
        if (groups) {
            chosen_ = take(file.GetRecordBatchReader(*groups, {numbers}));
        } else {
            check(file.GetColumn(field, &arrow_));
        }
    };
    if (leaf < 0) {
        // Vectors: their numbers are the leaf.
        file.set_batch_size(rows_with_vectors);
        open(schema.children.empty() ? -1 : schema.children[0].column_index);
        return;
    }
    const auto &stored = *file.parquet_reader()->metadata()->schema()->Column(leaf);
    physical_ = plain_type(type, stored);
    if (!fills()) open(leaf);
    if (fills() && stored.max_definition_level() > 0) levels_.resize(piece);
}

/// Goes on to the next group of rows when the last one is exhausted.
void Column::open_group() {
    while (!reader_ || !reader_->HasNext()) {
        const auto &metadata = *file_.parquet_reader()->metadata();
        const auto count = groups_ ? static_cast<int>(groups_->size()) : metadata.num_row_groups();
        if (group_rows_ != 0 || group_ >= count) {
            throw Failure("the column has fewer cells than the file says that there are rows");
        }
        const auto number = groups_ ? (*groups_)[group_] : group_;
        group_++;
        const auto group = file_.parquet_reader()->RowGroup(number);
        group_rows_ = group->metadata()->num_rows();
        reader_ = group->Column(leaf_);
    }
}

template <class Type> bool Column::fill(int64_t rows, typename Type::c_type *values, uint8_t *missing) {
    using Cell = typename Type::c_type;
    constexpr bool hasNaN = std::is_floating_point_v<Cell>;
    bool isMarked = false;
    for (int64_t done = 0; done < rows;) {
        open_group();
        auto *cells = values + done;
        int64_t stored = 0;
        auto &reader = static_cast<parquet::TypedColumnReader<Type> &>(*reader_);
        const auto count = reader.ReadBatch(
            std::min(rows - done, piece), levels_.empty() ? nullptr : levels_.data(), nullptr, cells, &stored);
        group_rows_ -= count;
        if (group_rows_ < 0) throw Failure("the column has more cells than the file says that there are rows");
        if (stored < count) {
            if (levels_.empty()) throw Failure("the column has fewer cells than the file says that there are rows");
            // What is stored moves to its rows, the last first.
            for (auto row = count - 1; row >= 0; row--) {
                if constexpr (hasNaN) {
                    cells[row] = levels_[row] ? cells[--stored] : std::numeric_limits<Cell>::quiet_NaN();
                } else {
                    cells[row] = levels_[row] ? cells[--stored] : Cell(0);
                }
            }
        }
        if constexpr (!hasNaN) {
            const bool isAnyMissing = !levels_.empty() && std::find(levels_.begin(), levels_.begin() + count, 0)
                                                             != levels_.begin() + count;
            if (isAnyMissing && !isMarked) std::fill(missing, missing + done, 0);
            isMarked = isMarked || isAnyMissing;
            if (isMarked) {
                for (int64_t row = 0; row < count; row++) missing[done + row] = !levels_[row];
            }
        }
        done += count;
    }
    return isMarked;
}

bool Column::fill(int64_t rows, void *values, uint8_t *missing) {
    switch (physical_) {
    case parquet::Type::BOOLEAN: return fill<parquet::BooleanType>(rows, static_cast<bool *>(values), missing);
    case parquet::Type::INT32: return fill<parquet::Int32Type>(rows, static_cast<int32_t *>(values), missing);
    case parquet::Type::INT64: return fill<parquet::Int64Type>(rows, static_cast<int64_t *>(values), missing);
    case parquet::Type::FLOAT: return fill<parquet::FloatType>(rows, static_cast<float *>(values), missing);
    case parquet::Type::DOUBLE: return fill<parquet::DoubleType>(rows, static_cast<double *>(values), missing);
    default: throw Failure("cells of this type are not decoded in place");
    }
}

/// What Arrow reads next; null or empty at the end.
std::shared_ptr<arrow::ChunkedArray> Column::next(int64_t rows) {
    std::shared_ptr<arrow::ChunkedArray> cells;
    if (arrow_) {
        check(arrow_->NextBatch(rows, &cells));
        return cells;
    }
    std::shared_ptr<arrow::RecordBatch> batch;
    check(chosen_->ReadNext(&batch));
    return batch ? std::make_shared<arrow::ChunkedArray>(batch->column(0)) : nullptr;
}

ca_cells Column::cells(int64_t rows, int64_t *got) {
    while (chunks_.empty()) {
        const auto cells = next(rows);
        if (!cells || cells->length() == 0) {
            throw Failure("the column has fewer cells than the file says that there are rows");
        }
        for (const auto &chunk : cells->chunks()) {
            if (chunk->length() > 0) chunks_.push_back(chunk);
        }
    }
    auto chunk = chunks_.front();
    chunks_.pop_front();
    if (chunk->length() > rows) {
        chunks_.push_front(chunk->Slice(rows));
        chunk = chunk->Slice(0, rows);
    }
    *got = chunk->length();
    return as_digits_ ? cells_.digits(*chunk) : cells_.read(chunk);
}
