/// Gives the rows of a FITS table in batches.
final class FITSTableReader: TableReader {
    let path: String
    let columns: [ColumnInfo]
    var info: TableInfo { rows.info }
    var rowCount: Int? { rows.layout.rowCount }
    private let rows: FITSRows
    private let fields: [FITSField]
    private var row = 0

    /// Bytes of a batch, at most.
    private static let batchSize = 1 << 24

    /// - Parameter table: number or EXTNAME of the table's unit; nil chooses (``FITSTableHeader/find(_:table:)``).
    init(_ path: String, table: String? = nil, columns: [String]?) throws {
        self.path = path
        rows = try FITSRows(path, table: table)
        if columns == nil { LeftOutColumns.tell(rows.layout.refused.map { ($0, $1) }, path: path) }
        let chosen = try rows.layout.chosen(columns, path: path)
        let wide = try rows.wide(chosen.filter(\.isUnsigned64))
        fields = chosen.map { wide.contains($0.info.name) ? $0.asText() : $0 }
        self.columns = fields.map(\.info)
    }

    func next(_ maximumRows: Int) throws -> Table? {
        precondition(maximumRows > 0, "a batch has a row or more")
        let count = min(maximumRows, max(1, Self.batchSize / max(1, rows.layout.rowSize)))
        return try batch(count)
    }

    /// All rows that are left, at once where that is faster.
    func all() throws -> Table {
        if rows.isCompressed { return try rest() }
        var table =
            try batch(rows.layout.rowCount)
            ?? Table(columns: fields.map { Column($0.info, .init(empty: $0.info.type)) }, path: path)
        table.info = info
        return table
    }

    private func batch(_ maximumRows: Int) throws -> Table? {
        let range = row..<min(row + maximumRows, rows.layout.rowCount)
        guard !range.isEmpty else { return nil }
        let columns = try rows.columns(fields, rows: range)
        row = range.upperBound
        return Table(columns: columns, path: path, firstRow: range.lowerBound + 1)
    }
}
