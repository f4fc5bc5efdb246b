/// Tables for the terminal.
package enum AlignedText {
    /// One line a row; columns of equal width, the first to the left, the others to the right, two spaces apart.
    ///
    /// - Parameter rows: cells of each row, as many in each.
    package static func lines(_ rows: [[String]]) -> [String] {
        guard let first = rows.first else { return [] }
        let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }
    }

    /// A share in words: `97 %`, `0.4 %`.
    package static func percent(_ share: Double) -> String {
        let tenths = (share * 1000).rounded() / 10
        return (tenths >= 10 || tenths == 0 ? "\(Int(tenths.rounded()))" : "\(tenths)") + " %"
    }
}
