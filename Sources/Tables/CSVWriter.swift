internal import Files

/// Writes CSV rows to a sink; see ``CSV/write(_:header:_:)``.
struct CSVWriter: ~Copyable {
    private let columnCount: Int
    private var line: [UInt8] = []

    init(columnCount: Int) {
        self.columnCount = columnCount
    }

    /// Appends one row to `sink`. As many cells as the header has, or it traps. Throws ``WriteError``.
    mutating func write(_ cells: some Collection<String>, to sink: inout FileSink) throws {
        precondition(cells.count == columnCount, "a row of \(cells.count) cells under a header of \(columnCount)")
        line.removeAll(keepingCapacity: true)
        var isFirst = true
        for cell in cells {
            if !isFirst { line.append(UInt8(ascii: ",")) }
            isFirst = false
            append(cell)
        }
        line.append(UInt8(ascii: "\n"))
        try sink.write(line)
    }

    private mutating func append(_ cell: String) {
        // A lone empty cell would be an empty line, which readers skip.
        let isQuoted = cell.isEmpty ? columnCount == 1 : cell.utf8.contains { Self.special.contains($0) }
        guard isQuoted else { return line.append(contentsOf: cell.utf8) }
        let quote = UInt8(ascii: "\"")
        line.append(quote)
        for byte in cell.utf8 {
            if byte == quote { line.append(quote) }
            line.append(byte)
        }
        line.append(quote)
    }

    private static let special = [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
}
