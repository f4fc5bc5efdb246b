#pragma once
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <memory>
#include <string>
#include <vector>

#include "Chunk.h"

/// A Parquet file that is written group of rows by group of rows. Columns may have vectors of one length in them, which Arrow
/// encodes.
class ChunkFile {
  public:
    ChunkFile(const std::string &path, std::shared_ptr<arrow::Schema> schema);

    /// Writes a group of rows: cells of each column, with numbers of texts or texts.
    ///
    /// - `side_by_side`: whether columns are encoded by several threads.
    void write(const arrow::ArrayVector &columns, bool side_by_side);

    /// Writes the footer, with these pairs behind the schema's own.
    void finish(const arrow::KeyValueMetadata &pairs);

  private:
    void open();
    int64_t put(const Chunk &chunk, int column, int64_t rows, parquet::ColumnChunkMetaDataBuilder &metadata);
    int64_t put_vectors(const arrow::Array &vectors, int column, parquet::ColumnChunkMetaDataBuilder &metadata);

    const std::shared_ptr<arrow::Schema> schema_;
    std::shared_ptr<arrow::io::OutputStream> sink_;
    std::vector<Habit> habits_;
    std::vector<std::unique_ptr<arrow::util::Codec>> codecs_;
    // From the first group on.
    std::shared_ptr<parquet::WriterProperties> properties_;
    std::shared_ptr<parquet::SchemaDescriptor> stored_;
    std::unique_ptr<parquet::FileMetaDataBuilder> metadata_;
};
