#include <arrow/io/file.h>
#include <parquet/file_reader.h>
#include <parquet/file_writer.h>
#include <parquet/metadata.h>

#include "Failure.h"

struct ca_footers_ {
    std::shared_ptr<parquet::FileMetaData> all;
};

ca_footers ca_footers_open(void) { return new ca_footers_; }

void ca_footers_close(ca_footers footers) { delete footers; }

bool ca_footers_add(ca_footers footers, const char *path, const char *name, ca_error *error) {
    return guarded(error, [&] {
        const auto file = parquet::ParquetFileReader::OpenFile(path);
        auto own = file->metadata();
        own->set_file_path(name);
        if (footers->all) {
            footers->all->AppendRowGroups(*own);
        } else {
            footers->all = own;
        }
    });
}

bool ca_footers_write(ca_footers footers, const char *path, ca_error *error) {
    return guarded(error, [&] {
        if (!footers->all) throw Failure("no file was added");
        const auto sink = take(arrow::io::FileOutputStream::Open(path));
        parquet::WriteMetaDataFile(*footers->all, sink.get());
        check(sink->Close());
    });
}
