internal import CFITSIO
internal import Files
internal import Glibc
internal import Workers

/// Writes batches as a binary table; the primary unit is empty.
///
/// Text takes as many bytes a row as its longest cell; when a later batch has a longer one, cfitsio widens the column.
/// Missing whole numbers are written as the least number of their type, which TNULL then names.
final class FITSTableWriter: TableWriter {
    private let columns: [ColumnInfo]
    /// Cards of what is known of the table.
    private let cards: [String]
    /// Final path, for messages.
    private let name: String
    private var handle: UnsafeMutablePointer<fitsfile>?
    private var packing: [FITSPacking] = []
    private var rowCount = 0
    private var buffers: [[UInt8]] = []

    /// Bytes of rows that are packed at a time by a core.
    private static let pieceSize = 1 << 20

    /// Makes the file at `path`; errors name the final `name`.
    init(_ path: String, columns: [ColumnInfo], info: TableInfo, name: String) throws {
        self.columns = columns
        cards = try FITSInfoCards.cards(of: info, path: name)
        self.name = name
        var status: Int32 = 0
        ffdkinit(&handle, path, &status)
        try check(status, "the file cannot be made")
    }

    deinit { close() }

    /// Has `body` write the rows, then ends the file.
    func fill(_ body: (any TableWriter) throws -> Void) throws {
        do {
            try body(self)
            if packing.isEmpty { try create(widths: columns.map { _ in 1 }) }
            try nameMissing()
        } catch {
            close()
            throw error
        }
        try check(close(), "the file cannot be finished")
    }

    func write(_ batch: Table) throws {
        guard let handle else { preconditionFailure("the table is finished: rows are written inside the closure") }
        checkColumns(of: batch, declared: columns)
        guard batch.rowCount > 0 else { return }
        let widths = batch.columns.map(\.textWidth)
        if packing.isEmpty { try create(widths: widths) } else { try widen(to: widths) }
        let stride = packing.reduce(0) { $0 + $1.size }
        let rowsAPiece = max(1, Self.pieceSize / stride)
        let pieces = (batch.rowCount + rowsAPiece - 1) / rowsAPiece
        let width = 2 * Workers.cores
        buffers = [[UInt8]](
            repeating: [UInt8](repeating: 0, count: min(rowsAPiece, batch.rowCount) * stride), count: min(width, pieces)
        )
        for first in Swift.stride(from: 0, to: pieces, by: buffers.count) {
            let count = min(buffers.count, pieces - first)
            let packing = packing
            buffers.withUnsafeMutableBufferPointer { buffers in
                Workers.perform(count) { piece in
                    let rows = Self.rows(of: first + piece, rowsAPiece, batch.rowCount)
                    buffers[piece].withUnsafeMutableBytes { bytes in
                        guard let base = bytes.baseAddress else { return }
                        for (column, pack) in zip(batch.columns, packing) {
                            pack.pack(column, rows: rows, into: base, stride: stride)
                        }
                    }
                }
            }
            for piece in 0..<count {
                let rows = Self.rows(of: first + piece, rowsAPiece, batch.rowCount)
                var status: Int32 = 0
                buffers[piece].withUnsafeMutableBufferPointer {
                    _ = ffptbb(
                        handle, LONGLONG(rowCount + 1), 1, LONGLONG(rows.count * stride), $0.baseAddress, &status)
                }
                try check(status, "rows cannot be written")
                rowCount += rows.count
            }
        }
        for index in packing.indices { packing[index].note(batch.columns[index]) }
    }

    private static func rows(of piece: Int, _ rowsAPiece: Int, _ count: Int) -> Range<Int> {
        piece * rowsAPiece..<min((piece + 1) * rowsAPiece, count)
    }

    /// Writes the header; text columns get that many bytes.
    private func create(widths: [Int]) throws {
        packing = FITSPacking.layout(columns, widths: widths)
        var status: Int32 = 0
        var names = columns.map { strdup(Self.plain($0.name)) }
        var forms = packing.map { strdup($0.format) }
        var units = columns.map { strdup(Self.plain($0.unit ?? "")) }
        defer { for text in names + forms + units { free(text) } }
        ffcrtb(handle, BINARY_TBL, 0, Int32(columns.count), &names, &forms, &units, nil, &status)
        let texts = columns.flatMap { [$0.ucd, $0.description].compactMap { $0 } }
        if cards.contains(where: { $0.hasPrefix("CONTINUE") }) || texts.contains(where: { $0.utf8.count > 60 }) {
            ffpkys(handle, "LONGSTRN", "OGIP 1.0", "long texts go on in CONTINUE cards", &status)
        }
        for (index, info) in columns.enumerated() {
            // A header has no place for the frame of a column, without which a position would be taken for one in the ICRS.
            if let ucd = info.ucd, info.frame == nil {
                ffpkls(handle, "TUCD\(index + 1)", Self.plain(ucd), nil, &status)
            }
            if let text = info.description { ffpkls(handle, "TCOMM\(index + 1)", Self.plain(text), nil, &status) }
        }
        for card in cards { ffprec(handle, card, &status) }
        // Room for TNULL, which is known at the end.
        ffhdef(handle, Int32(packing.count { $0.null != nil }), &status)
        try check(status, "the table's header cannot be written")
    }

    private func widen(to widths: [Int]) throws {
        var wider = packing.map(\.size)
        for (index, width) in widths.enumerated() where columns[index].type == .string && width > wider[index] {
            // A little more than needed, for lengths that creep up.
            wider[index] = width + width / 4
            var status: Int32 = 0
            ffmvec(handle, Int32(index + 1), LONGLONG(wider[index]), &status)
            try check(status, "column '\(columns[index].name)' cannot be widened")
        }
        packing = FITSPacking.layout(columns, widths: wider, notes: packing)
    }

    /// Says which number stands for missing cells, in columns that have some.
    private func nameMissing() throws {
        for (index, pack) in packing.enumerated() {
            guard let null = pack.null, pack.hasMissing else { continue }
            guard !pack.hasNull else {
                throw WriteError(
                    path: name,
                    reason:
                        "Column '\(columns[index].name)' holds \(null) and missing cells; FITS has one number for both",
                    remedy: "Write another format, or change that number")
            }
            var status: Int32 = 0
            ffpkyj(handle, "TNULL\(index + 1)", LONGLONG(null), "stands for a missing cell", &status)
            try check(status, "the table's header cannot be written")
        }
    }

    /// Closes the file if it is open; cfitsio's status.
    @discardableResult
    private func close() -> Int32 {
        var status: Int32 = 0
        if let handle { ffclos(handle, &status) }
        handle = nil
        return status
    }

    private func check(_ status: Int32, _ problem: String) throws {
        guard status != 0 else { return }
        throw WriteError(
            path: name, reason: "FITS: \(problem): \(CFITSIOText.message(status))",
            remedy: "Check that the directory exists and the disk has space")
    }

    /// FITS headers are ASCII.
    static func plain(_ text: String) -> String {
        String(text.map { $0.isASCII && $0 >= " " && $0 <= "~" ? $0 : "?" })
    }
}

extension Column {
    /// Bytes of the longest text, 1 or more.
    fileprivate var textWidth: Int {
        guard case .text(let cells) = values else { return 1 }
        return max(1, cells.longest)
    }
}
