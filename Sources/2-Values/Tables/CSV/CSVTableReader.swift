/// Gives the rows of a CSV file in batches; see ``CSVFormat``.
final class CSVTableReader: TableReader {
    let path: String
    let columns: [ColumnInfo]
    let rowCount: Int?
    private let pass: CSVPass
    /// Numbers of the columns in the file, in the order of ``columns``.
    private let chosen: [Int]
    private var waiting: [Table] = []
    private var nextRow = 1

    init(_ pass: CSVPass, path: String, chosen: [Int], rowCount: Int) {
        self.pass = pass
        self.path = path
        self.chosen = chosen
        self.rowCount = rowCount
        columns = chosen.map { ColumnInfo(pass.header[$0], pass.plan[$0].type ?? .string) }
    }

    func next(_ maximumRows: Int) throws -> Table? {
        precondition(maximumRows > 0, "a batch has a row or more")
        while waiting.isEmpty {
            guard let group = try pass.next() else { return nil }
            // Given from the end.
            waiting = group.filter { $0.rowCount > 0 }.map(table).reversed()
        }
        let table = waiting.removeLast()
        guard table.rowCount > maximumRows else { return table }
        waiting.append(table.sliced(maximumRows..<table.rowCount))
        return table.sliced(0..<maximumRows)
    }

    private func table(_ result: CSVBlockParser.Result) -> Table {
        defer { nextRow += result.rowCount }
        let columns = zip(columns, chosen).map { info, index in
            var builder = ColumnBuilder(info)
            result.columns[index].append(to: &builder)
            return builder.takeAll()
        }
        return Table(columns: columns, path: path, firstRow: nextRow)
    }
}
