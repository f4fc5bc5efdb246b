internal import Files

/// One format that tables are kept in.
package protocol TableFileFormat: Sendable {
    /// Endings of file names that mean this format, in lower case, with the point.
    static var extensions: [String] { get }

    /// Further endings, of files that are read and not written.
    static var readExtensions: [String] { get }

    /// Most columns that a file can have; nil where there is no limit.
    static var mostColumns: Int? { get }

    /// Opens a table for reading in batches.
    ///
    /// - Parameters:
    ///   - table: number or name of one of the file's tables; nil for the usual one.
    ///   - columns: names of the columns wanted, in that order (``ColumnNames/indices(of:in:path:)``); nil means all.
    ///   - text: columns whose cells stay text as they are written, for formats that have no types of their own.
    static func reader(
        _ path: String, table: String?, columns: [String]?, text: [String]
    ) throws -> any TableReader

    /// What is known of all columns of a table before its rows; the types may not be.
    static func infos(_ path: String, table: String?) throws -> [ColumnInfo]

    /// Reads a whole table; see ``reader(_:table:columns:text:)``.
    static func read(_ path: String, table: String?, columns: [String]?, text: [String]) throws -> Table

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
    package static var readExtensions: [String] { [] }
    package static var mostColumns: Int? { nil }

    package static func read(_ path: String, table: String?, columns: [String]?, text: [String]) throws -> Table {
        try reader(path, table: table, columns: columns, text: text).rest()
    }

    package static func infos(_ path: String, table: String?) throws -> [ColumnInfo] {
        try reader(path, table: table, columns: nil, text: []).columns
    }

    /// Throws ``InputError`` when a table is chosen in a format whose files have one.
    package static func checkOnly(_ table: String?, _ path: String) throws {
        guard let table else { return }
        throw InputError(
            file: path, problem: "there is no table '\(table)': a file of this format has one",
            remedy: "Name the file alone; tables are chosen in FITS and VOTable")
    }
}
