internal import Files

/// Reads a TABLE of a VOTable in batches; see ``VOTableFormat``.
final class VOTableReader: TableReader {
    let path: String
    let columns: [ColumnInfo]
    var info: TableInfo { parser.info }
    var rowCount: Int? { parser.rowCount }
    private let parser: VOTableParser
    private let file: ByteReader
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var isEnded = false
    private var leftover = Leftover()

    private static let batchRows = 1 << 16

    /// Opens `path` and reads as far as its fields.
    ///
    /// - Parameters:
    ///   - columns: names of the columns wanted; nil for all.
    ///   - table: name or ID of the TABLE wanted; nil for the first.
    /// - Throws: ``InputError`` when it is no VOTable, has no such table or column, or a column's cells are arrays.
    init(_ path: String, columns: [String]?, table: String? = nil) throws {
        self.path = path
        file = try ByteReader(path)
        parser = try VOTableParser(path: path, table: table, columns: columns)
        while !isEnded && !parser.isHeaderRead { isEnded = try !Self.advance(parser, file, &buffer) }
        self.columns = parser.infos
    }

    func next(_ maximumRows: Int) throws -> Table? {
        try leftover.next(maximumRows) {
            while !isEnded && parser.rowsReady < min(maximumRows, Self.batchRows) { try advance() }
            return parser.rowsReady > 0 ? parser.take() : nil
        }
    }

    private func advance() throws { isEnded = try !Self.advance(parser, file, &buffer) }

    /// Reads a piece of the file. Returns false at its end.
    private static func advance(_ parser: VOTableParser, _ file: ByteReader, _ buffer: inout [UInt8]) throws -> Bool {
        let count = try file.read(into: &buffer)
        guard count > 0 else {
            try parser.finish()
            return false
        }
        try buffer.withUnsafeBytes { try parser.feed(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        return true
    }
}
