#pragma once
#include <parquet/arrow/reader.h>
#include <parquet/column_reader.h>

#include <deque>
#include <memory>
#include <vector>

#include "Cells.h"

/// Whether all texts of a column stand in dictionaries, so that each need be made only once.
bool is_dictionary(const parquet::FileMetaData &metadata, int leaf);

/// Whether a column of unsigned 64-bit integers holds one beyond an int64: by the file's statistics, else by looking.
bool is_wide(parquet::arrow::FileReader &file, int field, int leaf);

/// One column of the file, read from front to end whatever is read of the others. It belongs to one thread at a time.
class Column {
  public:
    /// - `field`: number of the column in the file; `leaf`: the same among the leaves of its schema, -1 where
    ///   it has leaves of its own.
    /// - `type`: that its cells are given out in.
    /// - `groups`: numbers of the groups of rows that are read, in order; null for all.
    Column(parquet::arrow::FileReader &file, int field, int leaf, ca_type type, const std::vector<int> *groups);

    /// Whether cells are decoded where they are wanted (`fill`); else `cells` gives them out.
    bool fills() const { return physical_ != parquet::Type::UNDEFINED; }

    /// Decodes the next `rows` cells into `values`. A missing number of floating point is NaN; others are 0, and
    /// `missing` is filled, one a row, when there are any: the result tells so. Throws ``Failure``.
    bool fill(int64_t rows, void *values, uint8_t *missing);

    /// Cells of the next rows, 1 to `rows`; `*got` says how many. They are kept until the next call. Throws ``Failure``.
    ca_cells cells(int64_t rows, int64_t *got);

  private:
    template <class Type> bool fill(int64_t rows, typename Type::c_type *values, uint8_t *missing);
    void open_group();
    std::shared_ptr<arrow::ChunkedArray> next(int64_t rows);

    parquet::arrow::FileReader &file_;
    const std::vector<int> *const groups_;
    const int leaf_;
    /// Whether unsigned integers are given out as text.
    bool as_digits_ = false;
    parquet::Type::type physical_ = parquet::Type::UNDEFINED;
    // For `fill`: the group of rows at hand and what is left of it; levels tell missing cells.
    std::shared_ptr<parquet::ColumnReader> reader_;
    int group_ = 0;
    int64_t group_rows_ = 0;
    std::vector<int16_t> levels_;
    // For `cells`: what Arrow has read and was not given out.
    std::unique_ptr<parquet::arrow::ColumnReader> arrow_;
    std::unique_ptr<arrow::RecordBatchReader> chosen_;
    std::deque<std::shared_ptr<arrow::Array>> chunks_;
    Cells cells_;
};
