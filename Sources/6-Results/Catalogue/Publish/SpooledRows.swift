internal import Files
internal import Tables

/// Rows that wait on the disk; see ``RowSpool``.
enum SpooledRows {
    /// The rows of a file as they came.
    static func tables(_ path: String, columns: [ColumnInfo]) throws -> [Table] {
        let file = try MappedFile(path)
        return try RowPacking.tables(file.bytes, columns: columns, path: path)
    }

    /// One table of the rows of a file, sorted by a column of whole numbers; rows with one number stay as they came.
    static func sorted(_ path: String, columns: [ColumnInfo], by name: String) throws -> Table {
        let tables = try tables(path, columns: columns)
        var keys: [(number: Int64, place: RowPacking.Place)] = []
        for (number, table) in tables.enumerated() {
            guard case .int64(let pixels) = try table.requiredColumn(name).values else {
                preconditionFailure("the pixels of \(path) are no whole numbers")
            }
            for (row, pixel) in pixels.enumerated() {
                keys.append((pixel, RowPacking.Place(table: Int32(number), row: Int32(row))))
            }
        }
        keys.sort { ($0.number, $0.place.table, $0.place.row) < ($1.number, $1.place.table, $1.place.row) }
        return RowPacking.gathered(keys.map(\.place), of: tables)
    }
}
