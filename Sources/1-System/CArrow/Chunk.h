#pragma once
#include <arrow/api.h>
#include <arrow/util/compression.h>
#include <parquet/column_writer.h>
#include <parquet/statistics.h>

#include <memory>
#include <vector>

/// The cells of one column in one group of rows, encoded as Parquet wants them (Apache Parquet Format 2.12), not yet in a file.
///
/// Numbers of floating point are PLAIN, whole ones DELTA_BINARY_PACKED, texts numbers of a dictionary (RLE_DICTIONARY) where
/// few of them stand in many cells, else PLAIN; levels say which cells are missing, in RLE.
struct Chunk {
    struct Page {
        std::shared_ptr<arrow::Buffer> bytes;
        int64_t raw_size = 0;
        int32_t rows = 0;
    };

    /// PLAIN, without compression; null where there is none.
    std::shared_ptr<arrow::Buffer> dictionary;
    int32_t words = 0;
    std::vector<Page> pages;
    parquet::Encoding::type encoding = parquet::Encoding::PLAIN;
    parquet::EncodedStatistics statistics;
};

/// What is known of a column from the groups of rows before; the same cells from the first on give the same bytes.
struct Habit {
    /// Whether dictionaries are tried: until texts turn out to be many.
    bool has_dictionary = true;
    /// Whether pages are compressed: not where that gains too little in the first group of rows.
    bool is_compressed = true;
    bool is_known = false;
};

/// Encodes cells: booleans, whole numbers, numbers of floating point, texts or numbers of texts (arrow::DictionaryArray).
Chunk encode(const arrow::Array &cells, Habit &habit, arrow::util::Codec &codec);
