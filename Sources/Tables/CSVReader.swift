internal import Files

/// Reads a CSV file row by row; memory does not grow with the file. Gzip is recognised by content.
///
/// Format: RFC 4180 in UTF-8, with or without a byte order mark; lines end in LF, CRLF or CR; empty lines are skipped;
/// a quotation mark inside an unquoted cell stands for itself. The first line names the columns.
public final class CSVReader {
    /// Path of the file.
    public let path: String
    /// Names of the columns: not empty, each once (names may differ in case only).
    public private(set) var header: [String] = []
    /// Number of the current row: 0 before the first ``advance()``, 1 at the first row of data.
    public private(set) var row = 0
    private var records: CSVRecords

    /// Opens `path` and reads the header.
    ///
    /// Throws ``InputError`` when the file cannot be read, is empty, is not text, or a column has no name or the name
    /// of another.
    public init(_ path: String) throws {
        self.path = path
        records = CSVRecords(try ByteReader(path))
        guard try records.advance(row: 0) else {
            throw InputError(
                file: path, problem: "the file is empty", remedy: "A table begins with a line that names its columns")
        }
        header = try (0..<records.count).map { trimmed(try records.text($0, row: 0)) }
        var seen: Set<String> = []
        for (index, name) in header.enumerated() {
            guard !name.isEmpty else {
                throw InputError(
                    file: path, problem: "column \(index + 1) of \(header.count) has no name in the header",
                    remedy: "Name every column (from pandas: to_csv(index=False))")
            }
            guard seen.insert(name).inserted else {
                throw InputError(
                    file: path, column: name, problem: "two columns have this name", remedy: "Rename one of them")
            }
        }
    }

    /// Goes to the next row.
    ///
    /// - Returns: false when there is no further row.
    /// - Throws: ``InputError`` with the row when it has more or fewer cells than the header, or its quoting is broken.
    public func advance() throws -> Bool {
        guard try records.advance(row: row + 1) else { return false }
        row += 1
        guard records.count == header.count else {
            throw InputError(
                file: path, row: row,
                problem:
                    "the row has \(records.count) \(records.count == 1 ? "cell" : "cells"), the header \(header.count)",
                remedy: "Put quotation marks around cells that contain a comma or a line end")
        }
        return true
    }

    /// The cell of the current row in the column of that number (0 is the first).
    ///
    /// Throws ``InputError`` when it is not UTF-8.
    public func cell(_ column: Int) throws -> String {
        do {
            return try records.text(column, row: row)
        } catch let error as InputError {
            throw InputError(
                file: path, row: row, column: header[column], problem: error.problem, remedy: error.remedy)
        }
    }
}
