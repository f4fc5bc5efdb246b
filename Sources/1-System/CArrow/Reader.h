#pragma once
#include <arrow/api.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/reader.h>

#include <memory>
#include <string>
#include <vector>

#include "Column.h"

/// What one column of the file says of itself, kept as long as the reader.
struct Named {
    std::string name, unit, ucd, description, stored_type;
    bool has_unit = false, has_ucd = false, has_description = false;
    ca_type type = CA_UNKNOWN;
    int leaf = -1;
    int32_t width = 0;

    explicit Named(const arrow::Field &field)
        : name(field.name()), stored_type(field.type()->ToString()), type(cell_type(*field.type())) {
        if (field.type()->id() == arrow::Type::FIXED_SIZE_LIST) {
            width = static_cast<const arrow::FixedSizeListType &>(*field.type()).list_size();
        }
        has_unit = find(field, "unit", unit);
        has_ucd = find(field, "ucd", ucd);
        has_description = find(field, "description", description);
    }

    static bool find(const arrow::Field &field, const char *key, std::string &value) {
        if (!field.HasMetadata()) return false;
        const auto found = field.metadata()->Get(key);
        if (!found.ok()) return false;
        value = *found;
        return true;
    }
};

/// A Parquet file that is open for reading.
struct ca_reader_ {
    std::unique_ptr<parquet::arrow::FileReader> file;
    std::vector<Named> columns;
    std::vector<std::unique_ptr<Column>> selected;
    /// Numbers of the groups of rows that are read, where only some are.
    std::vector<int> groups;
    bool is_chosen = false;
};
