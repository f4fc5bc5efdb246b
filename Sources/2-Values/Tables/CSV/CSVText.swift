/// CSV text that is being put together, in memory of its own.
final class CSVText {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 4096) {
        self.capacity = capacity
        bytes = .allocate(capacity: capacity)
    }

    deinit { bytes.deallocate() }

    /// The text so far; valid until more is added.
    var content: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes, count: count) }

    func removeAll() { count = 0 }

    /// Adds a line of names.
    func appendHeader(_ names: [String]) {
        for (index, name) in names.enumerated() {
            append(name)
            append(index + 1 == names.count ? UInt8(ascii: "\n") : UInt8(ascii: ","))
        }
    }

    /// Adds a stretch of rows, a line each.
    func append(_ columns: [Column], rows: Range<Int>) {
        var writers = columns.map { CSVCellWriter($0) }
        let last = writers.count - 1
        writers.withUnsafeMutableBufferPointer { writers in
            for row in rows {
                for index in writers.indices {
                    let start = count
                    writers[index].append(row, to: self)
                    // A lone empty cell would be an empty line, which readers skip.
                    if last == 0, count == start {
                        append(UInt8(ascii: "\""))
                        append(UInt8(ascii: "\""))
                    }
                    append(index == last ? UInt8(ascii: "\n") : UInt8(ascii: ","))
                }
            }
        }
    }

    /// Room for that many bytes behind the text; ``advance(_:)`` says how many were used.
    @inline(__always)
    func room(_ size: Int) -> UnsafeMutablePointer<UInt8> {
        if capacity - count < size { grow(size) }
        return bytes + count
    }

    @inline(__always)
    func advance(_ size: Int) { count += size }

    @inline(__always)
    func append(_ byte: UInt8) {
        room(1).pointee = byte
        count += 1
    }

    private func append(_ source: UnsafePointer<UInt8>, _ size: Int) {
        room(size).update(from: source, count: size)
        count += size
    }

    /// Adds a text as one cell, quoted where it must be.
    func append(_ cell: String) {
        var cell = cell
        cell.withUTF8 { append(cell: $0) }
    }

    /// Adds a text of these bytes as one cell, quoted where it must be.
    func append(cell: UnsafeBufferPointer<UInt8>) {
        guard let source = cell.baseAddress else { return }
        guard cell.contains(where: Self.isSpecial) else { return append(source, cell.count) }
        let quote = UInt8(ascii: "\"")
        append(quote)
        for byte in cell {
            if byte == quote { append(quote) }
            append(byte)
        }
        append(quote)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte <= UInt8(ascii: ",")
            && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
                || byte == UInt8(ascii: "\r"))
    }

    private func grow(_ size: Int) {
        capacity = max(2 * capacity, count + size)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
    }
}
