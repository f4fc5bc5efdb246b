#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/statistics.h>

#include "Failure.h"
#include "Reader.h"

namespace {

template <class Type> bool bounds(const parquet::Statistics &stated, ca_bounds *out) {
    const auto &own = static_cast<const parquet::TypedStatistics<Type> &>(stated);
    if constexpr (std::is_integral_v<typename Type::c_type>) {
        *out = {own.min(), own.max(), static_cast<double>(own.min()), static_cast<double>(own.max())};
    } else {
        *out = {0, 0, static_cast<double>(own.min()), static_cast<double>(own.max())};
    }
    return true;
}

}  // namespace

int32_t ca_reader_group_count(ca_reader reader) {
    return reader->file->parquet_reader()->metadata()->num_row_groups();
}

int64_t ca_reader_group_rows(ca_reader reader, int32_t group) {
    return reader->file->parquet_reader()->metadata()->RowGroup(group)->num_rows();
}

bool ca_reader_bounds(ca_reader reader, int32_t group, int32_t column, ca_bounds *out) {
    ca_error error = {nullptr, -1, 0};
    bool is_known = false;
    const bool is_read = guarded(&error, [&] {
        const auto leaf = reader->columns.at(column).leaf;
        if (leaf < 0) return;
        const auto chunk = reader->file->parquet_reader()->metadata()->RowGroup(group)->ColumnChunk(leaf);
        const auto stated = chunk->statistics();
        if (!stated || !stated->HasMinMax()) return;
        switch (reader->columns[column].type) {
        case CA_INT32:
        case CA_INT64:
        case CA_FLOAT:
        case CA_DOUBLE: break;
        default: return;
        }
        switch (stated->physical_type()) {
        case parquet::Type::INT32: is_known = bounds<parquet::Int32Type>(*stated, out); break;
        case parquet::Type::INT64: is_known = bounds<parquet::Int64Type>(*stated, out); break;
        case parquet::Type::FLOAT: is_known = bounds<parquet::FloatType>(*stated, out); break;
        case parquet::Type::DOUBLE: is_known = bounds<parquet::DoubleType>(*stated, out); break;
        default: break;
        }
    });
    if (!is_read) ca_error_free(error);
    return is_read && is_known;
}

void ca_reader_choose(ca_reader reader, const int32_t *groups, int32_t count) {
    reader->groups.assign(groups, groups + count);
    reader->is_chosen = true;
}
