/// Reads and writes tables in the format that the file's name says; see ``TableFormat``.
public enum TableFile {
    /// Reads `path`. Throws ``InputError`` when the format is unknown or the file is not right.
    public static func read(_ path: String) throws -> Table {
        switch try TableFormat(path: path) {
        case .csv: try CSV.read(path)
        }
    }

    /// Writes `table`, all or nothing. Throws ``InputError`` on an unknown ending, ``WriteError`` when writing fails.
    public static func write(_ table: Table, to path: String) throws {
        switch try TableFormat(path: path) {
        case .csv: try CSV.write(table, to: path)
        }
    }
}
