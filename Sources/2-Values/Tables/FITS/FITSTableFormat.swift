internal import Files

/// Binary tables in FITS (standard 4.0, section 7.3), written by cfitsio.
enum FITSTableFormat: TableFileFormat {
    static let extensions = [".fits", ".fit", ".fits.gz", ".fit.gz"]
    static let mostColumns: Int? = 999

    static func reader(
        _ path: String, table: String?, columns: [String]?, text: [String]
    ) throws -> any TableReader {
        try FITSTableReader(path, table: table, columns: columns)
    }

    static func read(_ path: String, table: String?, columns: [String]?, text: [String]) throws -> Table {
        try FITSTableReader(path, table: table, columns: columns).all()
    }

    static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo, _ body: (any TableWriter) throws -> Void
    ) throws {
        try AtomicFile.replace(path) { temporary in
            let writer = try FITSTableWriter(temporary, columns: columns, info: info, name: path)
            try writer.fill(body)
            guard path.lowercased().hasSuffix(".gz") else { return }
            // The number of rows stands at the front and is known at the end, so the whole file is compressed after it.
            let plain = try ByteReader(temporary, decompressing: false)
            try AtomicFile.write(temporary, compression: .gzip, durability: .process) { sink in
                var buffer = [UInt8](repeating: 0, count: 1 << 18)
                while case let count = try plain.read(into: &buffer), count > 0 { try sink.write(buffer[..<count]) }
            }
        }
    }
}
