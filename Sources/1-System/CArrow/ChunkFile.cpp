#include "ChunkFile.h"

#include <arrow/io/buffered.h>
#include <arrow/ipc/writer.h>
#include <arrow/util/base64.h>
#include <arrow/util/key_value_metadata.h>
#include <arrow/util/parallel.h>
#include <parquet/arrow/schema.h>
#include <parquet/column_page.h>
#include <parquet/column_writer.h>
#include <parquet/file_writer.h>

#include "Failure.h"

namespace {

/// Bytes that are written at a time.
constexpr int64_t sink_bytes = 1 << 20;
constexpr char magic[] = {'P', 'A', 'R', '1'};

bool is_vector(const arrow::Field &field) { return field.type()->id() == arrow::Type::FIXED_SIZE_LIST; }

/// Path of the leaf of a column; a name may hold a full stop.
std::shared_ptr<parquet::schema::ColumnPath> leaf(const arrow::Field &field) {
    auto parts = std::vector<std::string>{field.name()};
    if (is_vector(field)) parts.insert(parts.end(), {"list", "element"});
    return std::make_shared<parquet::schema::ColumnPath>(parts);
}

}  // namespace

ChunkFile::ChunkFile(const std::string &path, std::shared_ptr<arrow::Schema> schema)
    : schema_(std::move(schema)), habits_(schema_->num_fields()) {
    auto file = take(arrow::io::FileOutputStream::Open(path));
    sink_ = take(arrow::io::BufferedOutputStream::Create(sink_bytes, arrow::default_memory_pool(), std::move(file)));
    check(sink_->Write(magic, sizeof magic));
    for (int column = 0; column < schema_->num_fields(); column++) {
        codecs_.push_back(take(arrow::util::Codec::Create(arrow::Compression::SNAPPY)));
    }
}

/// Begins the metadata, when it is known which columns are compressed.
void ChunkFile::open() {
    parquet::WriterProperties::Builder storing;
    for (int column = 0; column < schema_->num_fields(); column++) {
        const auto &field = *schema_->field(column);
        const auto path = leaf(field);
        // The bits of vectors neither repeat nor shrink, and nobody asks for the least of them.
        if (is_vector(field)) storing.disable_dictionary(path)->disable_statistics(path);
        const bool is_compressed = !is_vector(field) && habits_[column].is_compressed;
        storing.compression(path, is_compressed ? parquet::Compression::SNAPPY : parquet::Compression::UNCOMPRESSED);
    }
    properties_ = storing.build();
    check(parquet::arrow::ToParquetSchema(schema_.get(), *properties_, &stored_));
    metadata_ = parquet::FileMetaDataBuilder::Make(stored_.get(), properties_);
}

void ChunkFile::write(const arrow::ArrayVector &columns, bool side_by_side) {
    std::vector<Chunk> chunks(columns.size());
    const auto encode_one = [&](int column) {
        if (is_vector(*schema_->field(column))) return arrow::Status::OK();
        ca_error error = {nullptr, -1, 0};
        if (guarded(&error, [&] { chunks[column] = encode(*columns[column], habits_[column], *codecs_[column]); })) {
            return arrow::Status::OK();
        }
        auto status = arrow::Status::IOError(error.text ? error.text : "no reason");
        ca_error_free(error);
        return status;
    };
    const auto count = static_cast<int>(columns.size());
    if (side_by_side) {
        check(arrow::internal::ParallelFor(count, encode_one));
    } else {
        for (int column = 0; column < count; column++) check(encode_one(column));
    }
    if (!metadata_) open();
    auto *group = metadata_->AppendRowGroup();
    const auto rows = columns[0]->length();
    int64_t size = 0;
    for (int column = 0; column < count; column++) {
        auto &chunk = *group->NextColumnChunk();
        size += is_vector(*schema_->field(column)) ? put_vectors(*columns[column], column, chunk)
                                                   : put(chunks[column], column, rows, chunk);
    }
    group->set_num_rows(rows);
    // Without an ordinal: it is optional, says nothing that the order does not, and has 16 bits.
    group->Finish(size);
}

int64_t ChunkFile::put(const Chunk &chunk, int column, int64_t rows, parquet::ColumnChunkMetaDataBuilder &metadata) {
    const auto pages = parquet::PageWriter::Open(
        sink_, properties_->compression(leaf(*schema_->field(column))), &metadata);
    int64_t size = 0;
    if (chunk.dictionary) {
        size += pages->WriteDictionaryPage({chunk.dictionary, chunk.words, parquet::Encoding::PLAIN});
    }
    for (const auto &page : chunk.pages) {
        size += pages->WriteDataPage(parquet::DataPageV1(
            page.bytes, page.rows, chunk.encoding, parquet::Encoding::RLE, parquet::Encoding::RLE, page.raw_size));
    }
    metadata.SetStatistics(chunk.statistics);
    pages->Close(chunk.dictionary != nullptr, /*fallback=*/false);
    return size;
}

int64_t ChunkFile::put_vectors(const arrow::Array &cells, int column, parquet::ColumnChunkMetaDataBuilder &metadata) {
    const auto &lists = static_cast<const arrow::FixedSizeListArray &>(cells);
    const auto numbers = take(lists.Flatten());
    const auto writer = parquet::ColumnWriter::Make(
        &metadata,
        parquet::PageWriter::Open(sink_, parquet::Compression::UNCOMPRESSED, &metadata),
        properties_.get());
    // No list and no number is missing.
    const auto count = numbers->length();
    const int64_t width = lists.list_type()->list_size();
    const std::vector<int16_t> defined(count, stored_->Column(column)->max_definition_level());
    std::vector<int16_t> repeated(count, 1);
    for (int64_t start = 0; start < count; start += width) repeated[start] = 0;
    if (numbers->type_id() == arrow::Type::FLOAT) {
        static_cast<parquet::FloatWriter &>(*writer).WriteBatch(
            count, defined.data(), repeated.data(), static_cast<const arrow::FloatArray &>(*numbers).raw_values());
    } else {
        const auto *bits = static_cast<const arrow::HalfFloatArray &>(*numbers).raw_values();
        std::vector<parquet::FixedLenByteArray> halves(count);
        for (int64_t place = 0; place < count; place++) halves[place].ptr = reinterpret_cast<const uint8_t *>(bits + place);
        static_cast<parquet::FixedLenByteArrayWriter &>(*writer).WriteBatch(
            count, defined.data(), repeated.data(), halves.data());
    }
    return writer->Close();
}

void ChunkFile::finish(const arrow::KeyValueMetadata &pairs) {
    if (!metadata_) open();
    auto all = std::make_shared<arrow::KeyValueMetadata>();
    if (schema_->metadata()) all = schema_->metadata()->Copy();
    // Arrow's schema is what keeps the metadata of the fields.
    const auto schema = take(arrow::ipc::SerializeSchema(*schema_));
    all->Append("ARROW:schema", arrow::util::base64_encode(std::string_view(*schema)));
    for (int64_t place = 0; place < pairs.size(); place++) all->Append(pairs.key(place), pairs.value(place));
    parquet::WriteFileMetaData(*metadata_->Finish(all), sink_.get());
    check(sink_->Close());
}
