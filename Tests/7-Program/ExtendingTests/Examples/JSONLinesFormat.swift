import Files
import Foundation
import Tables

/// A table as text, a row a line, each a JSON object: numbers are `double`, all else text.
enum JSONLinesFormat: TableFileFormat {
    static let extensions = [".jsonl"]

    static func reader(
        _ path: String, table: String?, columns: [String]?, text: [String]
    ) throws -> any TableReader {
        try checkOnly(table, path)
        return try JSONLinesReader(path, columns: columns)
    }

    static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo, _ body: (any TableWriter) throws -> Void
    ) throws {
        let writer = JSONLinesWriter()
        try body(writer)
        try AtomicFile.write(path, string: writer.text)
    }
}

/// Collects the rows of a table.
private final class JSONLinesWriter: TableWriter {
    var text = ""

    func write(_ batch: Table) throws {
        for row in 0..<batch.rowCount {
            let cells = batch.columns.filter { $0.hasValue(row) }.map { column in
                let text = column.text(row)
                return "\(EscapedText.quoted(column.name)): "
                    + (column.type == .string ? EscapedText.quoted(text) : text)
            }
            text += "{\(cells.joined(separator: ", "))}\n"
        }
    }
}
