internal import Files

extension Table {
    /// The cells of a column as numbers; nil where the cell is missing.
    ///
    /// In a column of text, an empty cell and the words that mean a missing one in CSV (``TableFile``) do here, too.
    ///
    /// Throws ``InputError`` with row and column on a text that is no number and on an infinity, and when there is no
    /// such column.
    public func doubles(_ name: String) throws -> [Double?] {
        let column = try requiredColumn(name)
        return try (0..<rowCount).map { row in
            let value: Double?
            if case .text(let cells) = column.values {
                switch CellText.number(cells[row]) {
                case .missing: return nil
                case .number(let number): value = number
                case .other: value = nil
                }
            } else {
                guard let number = column.double(row) else { return nil }
                value = number
            }
            guard let value, value.isFinite else { throw bad(column, row, expected: "a number") }
            return value
        }
    }

    /// The cells of a column as whole numbers; nil where the cell is missing.
    ///
    /// Throws ``InputError`` with row and column on anything else, and when there is no such column.
    public func integers(_ name: String) throws -> [Int?] {
        let column = try requiredColumn(name)
        if case .int64(let cells) = column.values {
            return cells.indices.map { column.hasValue($0) ? Int(cells[$0]) : nil }
        }
        return try (0..<rowCount).map { row in
            guard column.hasValue(row) else { return nil }
            let value: Int?
            if case .text(let cells) = column.values {
                if case .missing = CellText.number(cells[row]) { return nil }
                value = Int(trimmed(cells[row]))
            } else {
                value = column.double(row).flatMap { Int(exactly: $0) }
            }
            guard let value else { throw bad(column, row, expected: "a whole number") }
            return value
        }
    }

    /// The cells of a column as text, empty where missing. Throws ``InputError`` when there is no such column.
    public func texts(_ name: String) throws -> [String] {
        try requiredColumn(name).texts
    }

    private func bad(_ column: Column, _ row: Int, expected: String) -> InputError {
        InputError(
            file: path, row: firstRow + row, column: column.name,
            problem: "'\(shortened(column.text(row)))' is not \(expected)",
            remedy: "Correct the cell, or leave it empty where the value is not known")
    }
}
