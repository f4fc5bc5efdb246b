#pragma once
#include <arrow/api.h>

#include <memory>
#include <string>
#include <vector>

#include "CArrow.h"

/// The type that cells of `type` are given out in; CA_UNKNOWN where no plain column can hold them.
ca_type cell_type(const arrow::DataType &type);

/// The cells of one column, batch after batch, and the memory of those that had to be converted.
class Cells {
  public:
    /// Cells of `array`, which is kept as long as they are used. Throws ``Failure`` with the row at fault.
    ca_cells read(std::shared_ptr<arrow::Array> array);

    /// Whole numbers as text.
    ca_cells digits(const arrow::Array &array);

  private:
    ca_cells booleans(const arrow::BooleanArray &array);
    template <class Type, class Cell> ca_cells numbers(const arrow::Array &array, Cell blank);
    template <class Type> ca_cells vectors(const arrow::Array &array);
    ca_cells decimals(const arrow::Array &array);
    template <class Type> ca_cells texts(const arrow::Array &array);
    template <class Type> ca_cells formatted(const arrow::Array &array);
    ca_cells views(const arrow::StringViewArray &array);
    ca_cells nothing(int64_t rows);
    ca_cells dictionary(const arrow::DictionaryArray &array);
    const uint8_t *marks(const arrow::Array &array);
    const int32_t *numbered(const arrow::Array &array);
    template <class Append> ca_cells built(const arrow::Array &array, Append append);
    template <class Cell> Cell *room(int64_t count);

    std::shared_ptr<arrow::Array> array_;
    std::vector<uint64_t> values_;
    std::vector<uint8_t> missing_;
    std::vector<int64_t> offsets_;
    std::vector<int32_t> indices_;
    std::string bytes_;
};
