internal import Files

/// Tables of text on a report.
enum ReportTable {
    /// A table below a heading; nothing of no rows.
    ///
    /// - Parameter rows: the first one is the header.
    static func html(_ heading: String, _ rows: [[String]]) -> String {
        guard let header = rows.first else { return "" }
        func row(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\(EscapedText.markup($0))</\(tag)>" }.joined() + "</tr>"
        }
        return "<h3>\(EscapedText.markup(heading))</h3><table><thead>\(row(header, "th"))</thead><tbody>"
            + rows.dropFirst().map { row($0, "td") }.joined() + "</tbody></table>"
    }

    /// What was done, in words and tables.
    static func html(_ note: Report.Note) -> String {
        (["<section><h2>\(EscapedText.markup(note.name))</h2>"]
            + note.words.map { "<p class=\"set\">\(EscapedText.markup($0))</p>" }
            + note.tables.map { html($0.heading, $0.rows) } + ["</section>"]).joined(separator: "\n")
    }
}
