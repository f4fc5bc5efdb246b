import Files
import Testing

/// Tables for the terminal.
@Suite struct AlignedTextTests {
    @Test func columnsBesideOneAnother() {
        #expect(AlignedText.lines([["", "a", "bb"], ["name", "10", "2"]]) == ["       a  bb", "name  10   2"])
        #expect(AlignedText.lines([["a"], ["bcd"]]) == ["a  ", "bcd"])
        #expect(AlignedText.lines([]).isEmpty)
    }

    @Test func wideTablesGoOnBelow() {
        let rows = (0..<3).map { row in ["row \(row)"] + (0..<9).map { "a column \($0 * row)" } }
        let lines = AlignedText.lines(rows)
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.count == 7 && lines[3].isEmpty)
        #expect(lines[0].hasPrefix("row 0") && lines[4].hasPrefix("row 0"))
        for text in rows.joined() { #expect(lines.contains { $0.contains(text) }) }
        // What is too wide alone stays whole.
        #expect(AlignedText.lines([["x", String(repeating: "y", count: 100)]])[0].count == 103)
    }
}
