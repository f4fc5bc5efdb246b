internal import Files

/// Comma-separated values: RFC 4180 in UTF-8, plain or gzip.
public enum CSV {
    /// Reads a whole file; see ``CSVReader`` for the format and the errors. A table may have no rows.
    public static func read(_ path: String) throws -> Table {
        let reader = try CSVReader(path)
        var cells = [[String]](repeating: [], count: reader.header.count)
        while try reader.advance() {
            for index in cells.indices { cells[index].append(try reader.cell(index)) }
        }
        return Table(
            columns: zip(reader.header, cells).map { Column(name: $0, cells: $1) }, path: path)
    }

    /// Writes a whole table, all or nothing; gzip when `path` ends in `.gz`. Lines end in LF. Throws ``WriteError``.
    public static func write(_ table: Table, to path: String) throws {
        try write(path, header: table.columns.map(\.name)) { write in
            for row in 0..<table.rowCount {
                try write(table.columns.map { $0.cells[row] })
            }
        }
    }

    /// Writes a table row by row, all or nothing; gzip when `path` ends in `.gz`.
    ///
    /// - Parameters:
    ///   - path: final path; its directory must exist.
    ///   - header: names of the columns: none empty, each once, or it traps.
    ///   - body: is given a function that appends one row, of as many cells as the header.
    /// - Throws: ``WriteError``; what `body` throws.
    public static func write(
        _ path: String, header: [String], _ body: (_ write: (_ cells: [String]) throws -> Void) throws -> Void
    ) throws {
        precondition(
            !header.isEmpty && !header.contains("") && Set(header).count == header.count,
            "column names must be distinct and not empty: \(header)")
        try AtomicFile.write(path, compression: path.lowercased().hasSuffix(".gz") ? .gzip : .none) { sink in
            var writer = CSVWriter(columnCount: header.count)
            try writer.write(header, to: &sink)
            try body { try writer.write($0, to: &sink) }
        }
    }
}
