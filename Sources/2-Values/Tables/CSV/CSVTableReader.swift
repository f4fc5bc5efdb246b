internal import Files

/// Gives the rows of a CSV file in batches; see ``CSVFormat``.
final class CSVTableReader: TableReader {
    let path: String
    let columns: [ColumnInfo]
    /// Known unless all columns are text that nobody has looked at.
    var rowCount: Int? { typing.rowCount }
    private let plan: [CSVColumnPlan]
    private let typing: CSVTyping
    /// Numbers of the columns in the file, in the order of ``columns``.
    private let chosen: [Int]
    private let open: () throws -> CSVBlockReader
    /// Begins with the first rows: who only wants to know the columns reads no more.
    private var pass: CSVPass?
    private var waiting: [Table] = []
    private var nextRow = 1

    /// - Parameters:
    ///   - infos: of all columns of the file, without their types.
    ///   - plan: one entry a column of the file.
    ///   - typing: what is known of the file.
    ///   - open: gives the file at its first record, once.
    init(
        path: String, infos: [ColumnInfo], plan: [CSVColumnPlan], chosen: [Int], typing: CSVTyping,
        open: @escaping () throws -> CSVBlockReader
    ) {
        self.path = path
        self.plan = plan
        self.chosen = chosen
        self.typing = typing
        self.open = open
        columns = chosen.map { infos[$0].of(type: plan[$0].type ?? .string) }
    }

    func next(_ maximumRows: Int) throws -> Table? {
        precondition(maximumRows > 0, "a batch has a row or more")
        while waiting.isEmpty {
            let pass = try pass ?? CSVPass(open(), plan: plan)
            self.pass = pass
            guard let group = try pass.next() else {
                guard rowCount ?? nextRow - 1 == nextRow - 1 else { throw FileState.changed(path) }
                return nil
            }
            try check(group)
            // Given from the end.
            waiting = group.filter { $0.rowCount > 0 }.map(table).reversed()
        }
        let table = waiting.removeLast()
        guard table.rowCount > maximumRows else { return table }
        waiting.append(table.sliced(maximumRows..<table.rowCount))
        return table.sliced(0..<maximumRows)
    }

    /// Throws ``InputError`` when cells are of other kinds than were found in the file before.
    private func check(_ group: [CSVBlockParser.Result]) throws {
        for result in group {
            for index in chosen where plan[index] != .text {
                guard typing.fits(result.columns[index].kinds, column: index) else { throw FileState.changed(path) }
            }
        }
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
