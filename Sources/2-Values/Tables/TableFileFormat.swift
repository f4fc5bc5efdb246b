/// One format that tables are kept in.
protocol TableFileFormat: Sendable {
    /// Endings of file names that mean this format, in lower case, with the point.
    static var extensions: [String] { get }

    /// Opens a table for reading in batches.
    ///
    /// - Parameters:
    ///   - columns: names of the columns wanted, in that order (``ColumnNames/indices(of:in:path:)``); nil means all.
    ///   - text: columns whose cells stay text as they are written, for formats that have no types of their own.
    static func reader(_ path: String, columns: [String]?, text: [String]) throws -> any TableReader

    /// Reads a whole table; see ``reader(_:columns:text:)``.
    static func read(_ path: String, columns: [String]?, text: [String]) throws -> Table

    /// Writes a table, all or nothing.
    ///
    /// - Parameters:
    ///   - columns: none without a name, no name twice; checked before.
    ///   - info: of the whole table; without any the bytes are the same as if there were no such thing.
    ///   - body: gives the rows.
    static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo, _ body: (any TableWriter) throws -> Void
    ) throws
}

extension TableFileFormat {
    static func read(_ path: String, columns: [String]?, text: [String]) throws -> Table {
        try reader(path, columns: columns, text: text).rest()
    }
}
