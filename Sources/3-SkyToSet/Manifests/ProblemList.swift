internal import Files
internal import Glibc
import Tables

/// Tables of the rows that cannot take part, so that nothing is lost silently.
package enum ProblemList {
    /// What is listed of one table.
    package struct Part {
        /// What the table is here, such as `left` or `votes`.
        package let table: String
        package let file: String
        package let rows: [PositionProblems.Row]

        package init(table: String, file: String, rows: [PositionProblems.Row]) {
            self.table = table
            self.file = file
            self.rows = rows
        }
    }

    private static let columns = [
        ColumnInfo("table", .string), ColumnInfo("file", .string), ColumnInfo("row", .int64), ColumnInfo("id", .string),
        ColumnInfo("ra_deg", .double, unit: "deg"), ColumnInfo("dec_deg", .double, unit: "deg"),
        ColumnInfo("problem", .string),
    ]

    /// Writes table, file, row (1 is the first), id, ra_deg, dec_deg and problem; without problems, removes what an
    /// earlier run has left there.
    ///
    /// - Returns: `path`, or nil when there was nothing to list.
    package static func write(_ parts: [Part], to path: String) throws -> String? {
        guard parts.contains(where: { !$0.rows.isEmpty }) else {
            try remove(path)
            return nil
        }
        try TableFile.write(path, columns: columns) { writer in
            for part in parts where !part.rows.isEmpty {
                let rows = part.rows
                let values: [Column.Values] = [
                    .string(rows.map { _ in part.table }), .string(rows.map { _ in part.file }),
                    .int64(rows.map { Int64($0.row) }), .string(rows.map(\.id)), .double(rows.map(\.ra)),
                    .double(rows.map(\.dec)), .string(rows.map(\.text)),
                ]
                try writer.write(Table(columns: zip(columns, values).map { Column($0, $1) }))
            }
        }
        return path
    }

    /// Throws ``InputError`` when `path` is there and is no list that ``write(_:to:)`` has written: the user's own file.
    package static func checkIsOwn(_ path: String) throws {
        try TableFile.checkIsOwn(path, columns: columns, what: "rows with problems are listed")
    }

    /// Removes a list of an earlier run, if there is one.
    package static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw WriteError(path: path, code: errno) }
    }
}
