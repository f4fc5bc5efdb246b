/// Texts of one field while rows are unpacked, by several threads, each of rows of its own.
final class FITSTexts: @unchecked Sendable {
    /// Set when a text is not UTF-8.
    let latin1 = ForeignText()
    private let rows, width: Int
    /// The bytes of each row's text, in room for the widest.
    private let bytes: UnsafeMutablePointer<UInt8>
    private let lengths: UnsafeMutablePointer<Int32>

    /// - Parameter width: most bytes of a text.
    init(rows: Int, width: Int) {
        (self.rows, self.width) = (rows, width)
        bytes = .allocate(capacity: rows * width)
        lengths = .allocate(capacity: rows)
    }

    deinit {
        bytes.deallocate()
        lengths.deallocate()
    }

    /// Keeps the text of a row.
    @inline(__always)
    func store(_ text: UnsafeBufferPointer<UInt8>, _ row: Int) {
        if let source = text.baseAddress { (bytes + row * width).update(from: source, count: text.count) }
        lengths[row] = Int32(text.count)
    }

    /// All of them, once each row's is kept.
    func cells() -> Texts {
        var cells = Texts()
        cells.reserve(rows, bytes: (0..<rows).reduce(0) { $0 + Int(lengths[$1]) })
        for row in 0..<rows {
            let text = UnsafeBufferPointer(start: bytes + row * width, count: Int(lengths[row]))
            ForeignText.append(text, to: &cells, latin1)
        }
        return cells
    }
}
