#include "Cells.h"

#include <arrow/compute/cast.h>
#include <arrow/util/decimal.h>
#include <arrow/util/float16.h>
#include <arrow/util/formatting.h>

#include <algorithm>
#include <limits>
#include <type_traits>

#include "Failure.h"

namespace {

/// Digits that every int64 can hold.
constexpr int integer_digits = 18;

/// Whole numbers with more digits are identifiers: text keeps all of them.
ca_type decimal_type(const arrow::DecimalType &type) {
    if (type.scale() != 0) return CA_DOUBLE;
    return type.precision() <= integer_digits ? CA_INT64 : CA_STRING;
}

}  // namespace

ca_type cell_type(const arrow::DataType &type) {
    switch (type.id()) {
    case arrow::Type::BOOL: return CA_BOOLEAN;
    case arrow::Type::INT8:
    case arrow::Type::UINT8:
    case arrow::Type::INT16:
    case arrow::Type::UINT16:
    case arrow::Type::INT32: return CA_INT32;
    case arrow::Type::UINT32:
    case arrow::Type::UINT64:
    case arrow::Type::INT64: return CA_INT64;
    case arrow::Type::HALF_FLOAT:
    case arrow::Type::FLOAT: return CA_FLOAT;
    case arrow::Type::DOUBLE: return CA_DOUBLE;
    case arrow::Type::DECIMAL32:
    case arrow::Type::DECIMAL64:
    case arrow::Type::DECIMAL128:
    case arrow::Type::DECIMAL256: return decimal_type(static_cast<const arrow::DecimalType &>(type));
    case arrow::Type::NA:
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW:
    case arrow::Type::DATE32:
    case arrow::Type::DATE64:
    case arrow::Type::TIME32:
    case arrow::Type::TIME64:
    case arrow::Type::TIMESTAMP: return CA_STRING;
    case arrow::Type::FIXED_SIZE_LIST:
    case arrow::Type::LIST:
    case arrow::Type::LARGE_LIST: {
        const auto numbers = static_cast<const arrow::BaseListType &>(type).value_type()->id();
        return numbers == arrow::Type::FLOAT || numbers == arrow::Type::HALF_FLOAT || numbers == arrow::Type::DOUBLE
                   ? CA_FLOATS
                   : CA_UNKNOWN;
    }
    case arrow::Type::DICTIONARY:
        return cell_type(*static_cast<const arrow::DictionaryType &>(type).value_type());
    default: return CA_UNKNOWN;
    }
}

ca_cells Cells::read(std::shared_ptr<arrow::Array> array) {
    array_ = std::move(array);
    constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
    switch (array_->type_id()) {
    case arrow::Type::BOOL: return booleans(static_cast<const arrow::BooleanArray &>(*array_));
    case arrow::Type::INT8: return numbers<arrow::Int8Type, int32_t>(*array_, 0);
    case arrow::Type::UINT8: return numbers<arrow::UInt8Type, int32_t>(*array_, 0);
    case arrow::Type::INT16: return numbers<arrow::Int16Type, int32_t>(*array_, 0);
    case arrow::Type::UINT16: return numbers<arrow::UInt16Type, int32_t>(*array_, 0);
    case arrow::Type::INT32: return numbers<arrow::Int32Type, int32_t>(*array_, 0);
    case arrow::Type::UINT32: return numbers<arrow::UInt32Type, int64_t>(*array_, 0);
    case arrow::Type::UINT64: return numbers<arrow::UInt64Type, int64_t>(*array_, 0);
    case arrow::Type::INT64: return numbers<arrow::Int64Type, int64_t>(*array_, 0);
    case arrow::Type::HALF_FLOAT: return numbers<arrow::HalfFloatType, float>(*array_, nan);
    case arrow::Type::FLOAT: return numbers<arrow::FloatType, float>(*array_, nan);
    case arrow::Type::DOUBLE: return numbers<arrow::DoubleType, double>(*array_, nan);
    case arrow::Type::DECIMAL32:
    case arrow::Type::DECIMAL64:
    case arrow::Type::DECIMAL128:
    case arrow::Type::DECIMAL256: return decimals(*array_);
    case arrow::Type::NA: return nothing(array_->length());
    case arrow::Type::STRING: return texts<arrow::StringArray>(*array_);
    case arrow::Type::LARGE_STRING: return texts<arrow::LargeStringArray>(*array_);
    case arrow::Type::STRING_VIEW: return views(static_cast<const arrow::StringViewArray &>(*array_));
    case arrow::Type::DATE32: return formatted<arrow::Date32Type>(*array_);
    case arrow::Type::DATE64: return formatted<arrow::Date64Type>(*array_);
    case arrow::Type::TIME32: return formatted<arrow::Time32Type>(*array_);
    case arrow::Type::TIME64: return formatted<arrow::Time64Type>(*array_);
    case arrow::Type::TIMESTAMP: return formatted<arrow::TimestampType>(*array_);
    case arrow::Type::FIXED_SIZE_LIST: return vectors<arrow::FixedSizeListArray>(*array_);
    case arrow::Type::LIST: return vectors<arrow::ListArray>(*array_);
    case arrow::Type::LARGE_LIST: return vectors<arrow::LargeListArray>(*array_);
    case arrow::Type::DICTIONARY: return dictionary(static_cast<const arrow::DictionaryArray &>(*array_));
    default: throw Failure("cells of type " + array_->type()->ToString() + " cannot be read");
    }
}

/// Room for `count` cells.
template <class Cell> Cell *Cells::room(int64_t count) {
    static_assert(sizeof(Cell) <= sizeof(uint64_t));
    values_.resize(static_cast<size_t>(count) * sizeof(Cell) / sizeof(uint64_t) + 1);
    return reinterpret_cast<Cell *>(values_.data());
}

/// One mark a row, 1 where missing; null where none is.
const uint8_t *Cells::marks(const arrow::Array &array) {
    if (array.null_count() == 0) return nullptr;
    missing_.resize(array.length());
    for (int64_t row = 0; row < array.length(); row++) missing_[row] = array.IsNull(row);
    return missing_.data();
}

/// For each row the number of its text, where some are missing and numbers are needed.
const int32_t *Cells::numbered(const arrow::Array &array) {
    if (array.null_count() == 0) return nullptr;
    indices_.resize(array.length());
    for (int64_t row = 0; row < array.length(); row++) indices_[row] = array.IsNull(row) ? -1 : static_cast<int32_t>(row);
    return indices_.data();
}

ca_cells Cells::booleans(const arrow::BooleanArray &array) {
    auto *out = room<uint8_t>(array.length());
    for (int64_t row = 0; row < array.length(); row++) out[row] = array.IsValid(row) && array.Value(row);
    return {.values = out, .missing = marks(array)};
}

template <class Type, class Cell> ca_cells Cells::numbers(const arrow::Array &array, Cell blank) {
    using Stored = typename Type::c_type;
    const auto *stored = static_cast<const arrow::NumericArray<Type> &>(array).raw_values();
    const auto *missing = marks(array);
    const auto *marked = std::is_floating_point_v<Cell> ? nullptr : missing;
    if constexpr (std::is_same_v<Stored, Cell>) {
        if (!missing) return {.values = stored, .missing = nullptr};
    }
    auto *out = room<Cell>(array.length());
    for (int64_t row = 0; row < array.length(); row++) {
        if (missing && missing[row]) {
            out[row] = blank;
        } else if constexpr (std::is_same_v<Type, arrow::HalfFloatType>) {
            out[row] = arrow::util::Float16::FromBits(stored[row]).ToFloat();
        } else {
            if constexpr (std::is_same_v<Stored, uint64_t>) {
                if (stored[row] > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
                    throw Failure(std::to_string(stored[row]) + " is more than a whole number of 64 bits with sign can be", row);
                }
            }
            out[row] = static_cast<Cell>(stored[row]);
        }
    }
    return {.values = out, .missing = marked};
}

/// Lists that have the same number of numbers, side by side as float; a missing list is one of NaN, a missing number NaN.
template <class Type> ca_cells Cells::vectors(const arrow::Array &array) {
    constexpr auto nan = std::numeric_limits<float>::quiet_NaN();
    const auto &lists = static_cast<const Type &>(array);
    int64_t width = 0;
    for (int64_t row = 0; row < lists.length() && width == 0; row++) {
        if (lists.IsValid(row)) width = lists.value_length(row);
    }
    auto *out = room<float>(lists.length() * width);
    const auto &numbers = *lists.values();
    const auto copy = [&](const auto *stored, auto single) {
        for (int64_t row = 0; row < lists.length(); row++) {
            auto *vector = out + row * width;
            if (lists.IsNull(row)) {
                std::fill(vector, vector + width, nan);
                continue;
            }
            const int64_t length = lists.value_length(row);
            if (length != width) {
                throw Failure("the vector has " + std::to_string(length) + " numbers, others have " + std::to_string(width), row);
            }
            const int64_t start = lists.value_offset(row);
            for (int64_t i = 0; i < width; i++) vector[i] = numbers.IsNull(start + i) ? nan : single(stored[start + i]);
        }
    };
    switch (numbers.type_id()) {
    case arrow::Type::FLOAT:
        copy(static_cast<const arrow::FloatArray &>(numbers).raw_values(), [](float value) { return value; });
        break;
    case arrow::Type::DOUBLE:
        copy(static_cast<const arrow::DoubleArray &>(numbers).raw_values(),
             [](double value) { return static_cast<float>(value); });
        break;
    default:
        copy(static_cast<const arrow::HalfFloatArray &>(numbers).raw_values(),
             [](uint16_t bits) { return arrow::util::Float16::FromBits(bits).ToFloat(); });
    }
    return {.values = out, .width = width};
}

ca_cells Cells::decimals(const arrow::Array &array) {
    switch (cell_type(*array.type())) {
    case CA_INT64: return read(take(arrow::compute::Cast(array, arrow::int64())));
    case CA_DOUBLE: return read(take(arrow::compute::Cast(array, arrow::float64())));
    default: return digits(array);
    }
}

ca_cells Cells::digits(const arrow::Array &array) { return read(take(arrow::compute::Cast(array, arrow::utf8()))); }

template <class Type> ca_cells Cells::texts(const arrow::Array &array) {
    const auto &stored = static_cast<const Type &>(array);
    offsets_.assign(stored.raw_value_offsets(), stored.raw_value_offsets() + stored.length() + 1);
    return {.bytes = reinterpret_cast<const char *>(stored.value_data() ? stored.value_data()->data() : nullptr),
            .offsets = offsets_.data(), .text_count = stored.length(), .indices = numbered(stored)};
}

/// Texts that `append(row)` adds to `bytes_`; nothing for missing ones.
template <class Append> ca_cells Cells::built(const arrow::Array &array, Append append) {
    bytes_.clear();
    offsets_.assign(1, 0);
    for (int64_t row = 0; row < array.length(); row++) {
        if (array.IsValid(row)) append(row);
        offsets_.push_back(static_cast<int64_t>(bytes_.size()));
    }
    return {.bytes = bytes_.data(), .offsets = offsets_.data(), .text_count = array.length()};
}

ca_cells Cells::views(const arrow::StringViewArray &array) {
    return built(array, [&](int64_t row) { bytes_ += array.GetView(row); });
}

/// Dates and times in ISO 8601: `2013-11-09T03:04:05.250`, with `Z` where the file says that they are of a time zone.
template <class Type> ca_cells Cells::formatted(const arrow::Array &array) {
    using Array = typename arrow::TypeTraits<Type>::ArrayType;
    const auto &stored = static_cast<const Array &>(array);
    arrow::internal::StringFormatter<Type> format(array.type().get());
    return built(array, [&](int64_t row) {
        const auto start = bytes_.size();
        format(stored.Value(row), [&](std::string_view text) { bytes_ += text; });
        if (bytes_[start] == '<') throw Failure("the time " + std::to_string(stored.Value(row)) + " is out of range", row);
        const auto space = bytes_.find(' ', start);
        if (space != std::string::npos) bytes_[space] = 'T';
    });
}

ca_cells Cells::nothing(int64_t rows) {
    offsets_.assign(1, 0);
    indices_.assign(rows, -1);
    return {.bytes = nullptr, .offsets = offsets_.data(), .text_count = 0, .indices = indices_.data()};
}

ca_cells Cells::dictionary(const arrow::DictionaryArray &array) {
    if (array.dictionary()->type_id() != arrow::Type::STRING || array.dictionary()->null_count() != 0) {
        return read(take(arrow::compute::Cast(array, array.dictionary()->type())));
    }
    std::vector<int32_t> indices(array.length());
    for (int64_t row = 0; row < array.length(); row++) {
        if (array.IsNull(row)) {
            indices[row] = -1;
            continue;
        }
        // Arrow does not look at it: a damaged file may say anything.
        const auto index = array.GetValueIndex(row);
        if (index < 0 || index >= array.dictionary()->length()) throw Failure("the text is not in the dictionary", row);
        indices[row] = static_cast<int32_t>(index);
    }
    auto cells = texts<arrow::StringArray>(*array.dictionary());
    indices_ = std::move(indices);
    cells.indices = indices_.data();
    return cells;
}
