internal import Tables

/// What must be known of a column's cells before it can be described: how wide their texts are, and whether some are missing.
struct ColumnExtent: Sendable {
    /// Characters of the longest text of a cell.
    private(set) var width = 0
    /// Digits behind the point, of a number that is written without an exponent, and whether some have one.
    private(set) var decimals = 0
    private(set) var hasExponent = false
    private(set) var hasMissing = false

    /// Looks at cells.
    mutating func add(_ column: Column) {
        if column.missingCount > 0 { hasMissing = true }
        switch column.values {
        case .boolean: width = max(width, 5)
        case .int32(let cells): note(cells)
        case .int64(let cells): note(cells)
        case .text(let cells): width = max(width, cells.longest)
        case .float, .double:
            for row in 0..<column.count { note(column.text(row)) }
        }
    }

    private mutating func note(_ cells: [some FixedWidthInteger & SignedInteger]) {
        guard let least = cells.min(), let most = cells.max() else { return }
        width = max(width, "\(least)".utf8.count, "\(most)".utf8.count)
    }

    private mutating func note(_ text: String) {
        width = max(width, text.utf8.count)
        if text.utf8.contains(UInt8(ascii: "e")) {
            hasExponent = true
        } else if let point = text.utf8.lastIndex(of: UInt8(ascii: ".")) {
            decimals = max(decimals, text.utf8.distance(from: point, to: text.utf8.endIndex) - 1)
        }
    }

    /// Format of Fortran, as byte-by-byte descriptions name it.
    func format(_ type: ColumnType) -> String {
        let width = max(1, width)
        return switch type {
        case .boolean, .string: "A\(width)"
        case .int32, .int64: "I\(width)"
        case .float, .double: hasExponent ? "E\(width).\(max(1, width - 6))" : "F\(width).\(decimals)"
        }
    }
}
