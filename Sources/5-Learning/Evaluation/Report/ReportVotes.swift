internal import Files

/// The figures of votes on a report.
enum ReportVotes {
    static func html(_ section: Report.Votes) -> String {
        let figures = section.figures
        func row(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\(EscapedText.markup($0))</\(tag)>" }.joined() + "</tr>"
        }
        let answers = figures.questions.flatMap(\.answers).map { answer in
            row(
                [
                    answer.answer, Figures.decimal(answer.deviation), Figures.decimal(answer.meanFraction),
                    Figures.decimal(answer.bias),
                ], "td")
        }
        let header = ["answer", "mean absolute deviation", "mean fraction", "bias"]
        return [
            "<section><h2>\(EscapedText.markup(section.name))</h2>",
            "<p class=\"set\">\(EscapedText.markup(figures.introduction)) Intervals are 95 %.</p>",
            "<table><thead>\(row(VoteFigures.header, "th"))</thead>",
            "<tbody>\(figures.questions.map { row($0.cells, "td") }.joined())</tbody></table>",
            figures.notes.map { "<p class=\"set\">\(EscapedText.markup($0))</p>" }.joined(),
            "<h3>By answer</h3><table><thead>\(row(header, "th"))</thead><tbody>\(answers.joined())</tbody></table>",
            "</section>",
        ].joined(separator: "\n")
    }
}
