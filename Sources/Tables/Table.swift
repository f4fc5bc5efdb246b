internal import Files

/// A table in memory: named columns of equal length, in order.
///
/// Names are looked up without regard to case, an exact match first: `ra` finds `RA`; where both `g` and `G` exist each
/// is found by its own spelling only.
public struct Table: Sendable, Equatable {
    /// The columns, in order of the file.
    public private(set) var columns: [Column]
    /// Number of rows, header not counted.
    public let rowCount: Int
    /// The file that the table came from, for messages.
    public let path: String?

    /// - Parameters:
    ///   - columns: columns of equal length, each name once; anything else traps.
    ///   - path: the file that the table came from, for messages.
    public init(columns: [Column], path: String? = nil) {
        let rowCount = columns.first?.cells.count ?? 0
        for column in columns {
            precondition(
                column.cells.count == rowCount,
                "column '\(column.name)' has \(column.cells.count) rows, the first column \(rowCount)")
        }
        precondition(Set(columns.map(\.name)).count == columns.count, "two columns have one name")
        self.columns = columns
        self.rowCount = rowCount
        self.path = path
    }

    /// The column called `name`, or nil when there is none or only several that differ in case.
    public func column(_ name: String) -> Column? {
        if let exact = columns.first(where: { $0.name == name }) { return exact }
        let folded = name.lowercased()
        let matches = columns.filter { $0.name.lowercased() == folded }
        return matches.count == 1 ? matches[0] : nil
    }

    /// The first column that exists of `names`.
    ///
    /// Throws ``InputError`` that lists the columns there are.
    public func requiredColumn(_ names: String...) throws -> Column {
        for name in names {
            if let column = column(name) { return column }
        }
        let wanted = names.map { "'\($0)'" }.joined(separator: " or ")
        throw InputError(
            file: path, problem: "there is no column \(wanted)",
            remedy: "The columns are: " + columns.map(\.name).joined(separator: ", "))
    }

    /// The cells of a column as numbers; nil where the cell is empty or `nan`.
    ///
    /// Throws ``InputError`` with row and column on any other text, and when there is no such column.
    public func doubles(_ name: String) throws -> [Double?] {
        try values(name, expected: "a number") { text in
            let value = Double(text)
            return value?.isFinite == true ? value : nil
        }
    }

    /// The cells of a column as whole numbers; nil where the cell is empty or `nan`.
    ///
    /// Throws ``InputError`` with row and column on any other text, and when there is no such column.
    public func integers(_ name: String) throws -> [Int?] {
        try values(name, expected: "a whole number") { Int($0) }
    }

    /// The table with one more column, or with the column of that very name replaced.
    public func setting(_ column: Column) -> Table {
        var columns = columns
        if let index = columns.firstIndex(where: { $0.name == column.name }) {
            columns[index] = column
        } else {
            columns.append(column)
        }
        return Table(columns: columns, path: path)
    }

    /// The table with only the rows given, in the order given (0 is the first row); a row may come more than once.
    public func selecting(rows: [Int]) -> Table {
        Table(
            columns: columns.map { column in Column(name: column.name, cells: rows.map { column.cells[$0] }) },
            path: path)
    }

    private func values<Value>(
        _ name: String, expected: String, _ convert: (String) -> Value?
    ) throws -> [Value?] {
        let column = try requiredColumn(name)
        return try column.cells.enumerated().map { index, cell in
            let text = trimmed(cell)
            if text.isEmpty || text.lowercased() == "nan" { return nil }
            guard let value = convert(text) else {
                throw InputError(
                    file: path, row: index + 1, column: column.name,
                    problem: "'\(shortened(cell))' is not \(expected)",
                    remedy: "Correct the cell, or leave it empty where the value is not known")
            }
            return value
        }
    }
}
