import Files
import Foundation
import Tables

/// Gives the rows of a file of JSON lines; the columns are those of its first row.
final class JSONLinesReader: TableReader {
    let path: String
    let columns: [ColumnInfo]
    let rowCount: Int?
    private let rows: [[String: Any]]
    private var next = 0

    init(_ path: String, columns wanted: [String]?) throws {
        self.path = path
        let text = String(decoding: try ByteReader.contents(of: path), as: UTF8.self)
        let rows: [[String: Any]] = try text.split(separator: "\n").enumerated().map { number, line in
            guard let row = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
                throw InputError(file: path, row: number + 1, problem: "the line is no JSON object")
            }
            return row
        }
        self.rows = rows
        rowCount = rows.count
        let names = (rows.first ?? [:]).keys.sorted()
        columns = try (wanted ?? names).map { name in
            guard let index = ColumnNames.index(of: name, in: names) else {
                throw ColumnNames.missing([name], in: names, path: path)
            }
            return ColumnInfo(names[index], rows[0][names[index]] is String ? .string : .double)
        }
    }

    func next(_ maximumRows: Int) throws -> Table? {
        let batch = rows.indices.dropFirst(next).prefix(maximumRows)
        guard !batch.isEmpty else { return nil }
        defer { next = batch.upperBound }
        let cells = try columns.map { column in
            column.type == .string
                ? Column(column, .string(batch.map { rows[$0][column.name] as? String ?? "" }))
                : Column(column, .double(try batch.map { try number($0, column.name) }))
        }
        return Table(columns: cells, path: path, firstRow: next + 1)
    }

    private func number(_ row: Int, _ name: String) throws -> Double {
        switch rows[row][name] {
        case nil: return .nan
        case let value as Double: return value
        case let value?:
            throw InputError(file: path, row: row + 1, column: name, problem: "'\(value)' is not a number")
        }
    }
}
