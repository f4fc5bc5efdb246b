internal import Files

/// Writes a VOTable batch by batch; see ``VOTableFormat``.
final class VOTableWriter: TableWriter {
    private let columns: [ColumnInfo]
    private let path: String
    private let encoding: VOTableEncoding
    /// The sink of the file that is being written, as long as this writer is used.
    private let sink: UnsafeMutablePointer<FileSink>
    private var rows: VOTableRows
    private var writtenRows = 0

    private static let pieceRows = 1 << 10

    init(
        _ path: String, columns: [ColumnInfo], info: TableInfo, encoding: VOTableEncoding,
        sink: UnsafeMutablePointer<FileSink>
    ) throws {
        self.path = path
        self.columns = columns
        self.encoding = encoding
        self.sink = sink
        rows = VOTableRows()
        try sink.pointee.write(VOTableHeader.start(columns, info: info))
        let start =
            switch encoding {
            case .tableData: "<DATA>\n<TABLEDATA>\n"
            case .binary2: "<DATA>\n<BINARY2>\n<STREAM encoding=\"base64\">\n"
            }
        try sink.pointee.write(start)
    }

    func write(_ batch: Table) throws {
        checkColumns(of: batch, declared: columns)
        for start in stride(from: 0, to: batch.rowCount, by: Self.pieceRows) {
            for row in start..<min(start + Self.pieceRows, batch.rowCount) {
                do throws(VOTableRows.Unwritable) {
                    switch encoding {
                    case .tableData: try rows.appendText(row, of: batch)
                    case .binary2: try rows.appendBinary(row, of: batch)
                    }
                } catch {
                    throw WriteError(
                        path: path, reason: "Row \(writtenRows + row + 1), column '\(error.column)': \(error.problem)",
                        remedy: error.remedy)
                }
            }
            try drain(isLast: false)
        }
        writtenRows += batch.rowCount
    }

    /// Writes what stands behind the rows.
    func finish() throws {
        try drain(isLast: true)
        let end =
            switch encoding {
            case .tableData: "</TABLEDATA>\n</DATA>\n"
            case .binary2: "</STREAM>\n</BINARY2>\n</DATA>\n"
            }
        try sink.pointee.write(end + VOTableHeader.end)
    }

    private func drain(isLast: Bool) throws {
        switch encoding {
        case .tableData: try sink.pointee.write(rows.takeText())
        case .binary2: try sink.pointee.write(rows.takeBase64(isLast: isLast))
        }
    }
}
