internal import Files

/// VOTable (IVOA Recommendation, versions 1.0 to 1.5), plain or gzip.
///
/// Read: TABLEDATA, BINARY and BINARY2; the first TABLE, or the one that is chosen. Arrays of up to 64 numbers or texts become columns `NAME_1`,
/// `NAME_2` …; longer ones, those of varying length and complex numbers are left out. Nothing outside the file is ever loaded.
/// Written: version 1.4, texts as `unicodeChar`, positions in the ICRS. Missing numbers of floating point are NaN, missing
/// whole numbers the least number of the type, which VALUES declares.
package enum VOTableFormat: TableFileFormat {
    package static let extensions = [".vot", ".xml", ".votable", ".vot.gz", ".xml.gz", ".votable.gz"]

    package static func reader(
        _ path: String, table: String?, columns: [String]?, text: [String]
    ) throws -> any TableReader {
        try VOTableReader(path, columns: columns, table: table)
    }

    package static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo, _ body: (any TableWriter) throws -> Void
    ) throws {
        try write(path, columns: columns, info: info, encoding: .tableData, body)
    }

    /// Writes a table in batches, all or nothing; see ``TableFile/write(_:columns:info:_:)``.
    package static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo = TableInfo(), encoding: VOTableEncoding,
        _ body: (any TableWriter) throws -> Void
    ) throws {
        try AtomicFile.write(path, compression: path.lowercased().hasSuffix(".gz") ? .gzip : .none) { sink in
            try withUnsafeMutablePointer(to: &sink) { sink in
                let writer = try VOTableWriter(path, columns: columns, info: info, encoding: encoding, sink: sink)
                try body(writer)
                try writer.finish()
            }
        }
    }
}
