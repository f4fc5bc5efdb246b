/// Gives the rows of a CSV file in batches; see ``CSVFormat``.
final class CSVTableReader: TableReader {
    let path: String
    let columns: [ColumnInfo]
    /// Known unless all columns are text that nobody has looked at.
    var rowCount: Int? { typing.rowCount }
    private let pass: CSVPass
    private let typing: CSVTyping
    /// Numbers of the columns in the file, in the order of ``columns``.
    private let chosen: [Int]
    private var waiting: [Table] = []
    private var nextRow = 1

    init(_ pass: CSVPass, path: String, chosen: [Int], typing: CSVTyping) {
        self.pass = pass
        self.path = path
        self.chosen = chosen
        self.typing = typing
        columns = chosen.map { ColumnInfo(pass.header[$0], pass.plan[$0].type ?? .string) }
    }

    func next(_ maximumRows: Int) throws -> Table? {
        precondition(maximumRows > 0, "a batch has a row or more")
        while waiting.isEmpty {
            guard let group = try pass.next() else {
                guard rowCount ?? nextRow - 1 == nextRow - 1 else { throw CSVTyping.changed(path) }
                return nil
            }
            for result in group {
                for index in chosen
                where pass.plan[index] != .text && !typing.fits(result.columns[index].kinds, column: index) {
                    throw CSVTyping.changed(path)
                }
            }
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
