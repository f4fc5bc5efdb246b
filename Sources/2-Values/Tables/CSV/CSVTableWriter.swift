internal import Workers

/// Writes batches as CSV; lines end in LF. See ``CSVFormat``.
final class CSVTableWriter: TableWriter {
    private let columns: [ColumnInfo]
    /// Takes the bytes of the file; nil when the file is finished.
    private var store: ((UnsafeRawBufferPointer) throws -> Void)?
    private let texts = (0..<2 * Workers.cores).map { _ in CSVText() }

    private static let rowsAPiece = 4096

    /// Writes the header. Throws ``WriteError``.
    ///
    /// - Parameter store: takes the bytes of the file.
    init(_ columns: [ColumnInfo], store: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        self.columns = columns
        self.store = store
        let text = CSVText()
        text.appendHeader(columns.map(\.name))
        try store(text.content)
    }

    /// From now on writing traps.
    func close() { store = nil }

    func write(_ batch: Table) throws {
        guard let store else { preconditionFailure("the table is finished: rows are written inside the closure") }
        checkColumns(of: batch, declared: columns)
        let size = Self.rowsAPiece
        let pieces = (batch.rowCount + size - 1) / size
        for first in stride(from: 0, to: pieces, by: texts.count) {
            let count = min(texts.count, pieces - first)
            Workers.perform(count) { piece in
                let start = (first + piece) * size
                texts[piece].removeAll()
                texts[piece].append(batch.columns, rows: start..<min(start + size, batch.rowCount))
            }
            for text in texts.prefix(count) { try store(text.content) }
        }
    }
}
