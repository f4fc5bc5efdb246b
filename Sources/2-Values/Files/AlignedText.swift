/// Tables for the terminal.
package enum AlignedText {
    /// Characters of a line of a terminal.
    private static let width = 80

    /// One line a row; columns of equal width, the first to the left, the others to the right, two spaces apart. Where they do
    /// not fit beside one another on a terminal, the columns that are left follow below an empty line, behind the first one
    /// again.
    ///
    /// - Parameter rows: cells of each row, as many in each.
    package static func lines(_ rows: [[String]]) -> [String] {
        guard let first = rows.first else { return [] }
        let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var parts: [[Int]] = [[]]
        var filled = widths.first ?? 0
        for column in widths.indices.dropFirst() {
            if filled + 2 + widths[column] > width, parts[parts.count - 1].count > 0 {
                parts.append([])
                filled = widths[0]
            }
            parts[parts.count - 1].append(column)
            filled += 2 + widths[column]
        }
        let blocks = parts.map { columns in
            rows.map { row in
                columns.reduce(row[0] + blanks(widths[0] - row[0].count)) { line, column in
                    line + "  " + blanks(widths[column] - row[column].count) + row[column]
                }
            }
        }
        return Array(blocks.joined(separator: [""]))
    }

    private static func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

    /// A share in words: `97 %`, `0.4 %`.
    package static func percent(_ share: Double) -> String {
        let tenths = (share * 1000).rounded() / 10
        return (tenths >= 10 || tenths == 0 ? "\(Int(tenths.rounded()))" : "\(tenths)") + " %"
    }
}
