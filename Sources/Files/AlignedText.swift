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
}
