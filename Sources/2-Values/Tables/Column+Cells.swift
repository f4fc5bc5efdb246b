extension Column {
    /// True when the cell of a row (0 is the first) is not missing.
    public func hasValue(_ row: Int) -> Bool {
        switch values {
        case .float(let cells): !cells[row].isNaN
        case .double(let cells): !cells[row].isNaN
        case .text(let cells): !cells.isEmpty(row)
        default: !(isMissing?[row] ?? false)
        }
    }

    /// Number of missing cells.
    public var missingCount: Int {
        switch values {
        case .float(let cells): cells.count { $0.isNaN }
        case .double(let cells): cells.count { $0.isNaN }
        case .text(let cells): cells.indices.count(where: cells.isEmpty)
        default: isMissing?.count { $0 } ?? 0
        }
    }

    /// The cell of a row as CSV writes it: the shortest text that reads back the same; empty when it is missing.
    public func text(_ row: Int) -> String {
        guard hasValue(row) else { return "" }
        return switch values {
        case .boolean(let cells): cells[row] ? "true" : "false"
        case .int32(let cells): String(cells[row])
        case .int64(let cells): String(cells[row])
        case .float(let cells): "\(cells[row])"
        case .double(let cells): "\(cells[row])"
        case .text(let cells): cells[row]
        }
    }

    /// All cells as text, as a column of text has them; see ``text(_:)``.
    package var cells: Texts {
        if case .text(let cells) = values { return cells }
        return Texts((0..<count).lazy.map(text))
    }

    /// All cells as text; see ``text(_:)``.
    public var texts: [String] {
        if case .text(let cells) = values { return cells.mapOnce(\.self) }
        return (0..<count).map(text)
    }

    /// The cell of a row as a number (true is 1); nil when it is missing.
    ///
    /// Traps in a column of text: ``Table/doubles(_:)`` reads those and reports what is no number.
    public func double(_ row: Int) -> Double? {
        guard hasValue(row) else { return nil }
        switch values {
        case .boolean(let cells): return cells[row] ? 1 : 0
        case .int32(let cells): return Double(cells[row])
        case .int64(let cells): return Double(cells[row])
        case .float(let cells): return Double(cells[row])
        case .double(let cells): return cells[row]
        case .text: preconditionFailure("column '\(name)' is text, not numbers")
        }
    }

    /// The cells at `rows`, in that order (0 is the first row); a negative row gives a missing cell.
    public func gathered(_ rows: [Int]) -> Column { gathered(at: rows) }

    /// The cells at `rows`, in that order (0 is the first row); a negative row gives a missing cell.
    public func gathered(_ rows: [Int32]) -> Column { gathered(at: rows) }

    private func gathered(at rows: [some FixedWidthInteger & SignedInteger]) -> Column {
        var missing: [Bool]?
        if let isMissing {
            missing = rows.map { $0 < 0 || isMissing[Int($0)] }
        } else if !type.isFloatingPoint && type != .string && rows.contains(where: { $0 < 0 }) {
            missing = rows.map { $0 < 0 }
        }
        return Column(info, values.gathered(rows), isMissing: missing)
    }

    /// A stretch of rows.
    func sliced(_ rows: Range<Int>) -> Column {
        Column(info, values.sliced(rows), isMissing: isMissing.map { Array($0[rows]) })
    }
}
