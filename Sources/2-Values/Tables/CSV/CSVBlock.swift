internal import Files
internal import Glibc

/// A piece of a CSV file that ends where a record ends, in memory of its own.
///
/// A line feed stands behind its last byte, so that scanning for the end of a cell always ends.
final class CSVBlock {
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Number of bytes filled.
    private(set) var filled = 0
    /// Number of bytes that belong to whole records.
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        bytes = .allocate(capacity: capacity + 1)
    }

    deinit { bytes.deallocate() }

    /// A copy, for what reads a block before it is parsed.
    func copied() -> CSVBlock {
        let copy = CSVBlock(capacity: count)
        copy.bytes.update(from: bytes, count: count + 1)
        copy.filled = count
        copy.count = count
        return copy
    }

    /// Fills the block from `reader`.
    ///
    /// - Parameters:
    ///   - rest: what the block before has read of the next record.
    ///   - dialect: of the file.
    ///   - isAtEnd: set when the file has ended.
    func fill(
        from reader: ByteReader, rest: UnsafeBufferPointer<UInt8>, dialect: inout CSVDialect, isAtEnd: inout Bool
    ) throws {
        filled = 0
        if rest.count * 2 > capacity { grow(to: rest.count * 2) }
        if let source = rest.baseAddress { bytes.update(from: source, count: rest.count) }
        filled = rest.count
        while true {
            while filled < capacity, !isAtEnd {
                let room = UnsafeMutableRawBufferPointer(start: bytes + filled, count: capacity - filled)
                let count = try reader.read(into: room)
                isAtEnd = count == 0
                filled += dialect.exchange(bytes + filled, count: count)
            }
            count = isAtEnd ? filled : lastRecordEnd()
            if count > 0 || isAtEnd { break }
            grow(to: capacity * 2)
        }
        // Where the record goes on, its first byte is kept aside by the next block's copy.
        remainder = Array(UnsafeBufferPointer(start: bytes + count, count: filled - count))
        bytes[count] = UInt8(ascii: "\n")
    }

    /// What was read of the record after the last whole one.
    private(set) var remainder: [UInt8] = []

    /// Leaves bytes at the start aside: the byte order mark, the header.
    func drop(_ number: Int) {
        precondition(number <= count, "\(number) of \(count) bytes are dropped")
        bytes.update(from: bytes + number, count: count + 1 - number)
        count -= number
    }

    /// Number of line ends, and whether all bytes are ASCII.
    func survey() -> (lineEnds: Int, isASCII: Bool) {
        var lineEnds = 0
        var bits: UInt8 = 0
        var start = 0
        while start < count {
            // So few that the sum fits into a byte: the compiler then does many at once.
            let end = min(start + 240, count)
            var sum: UInt8 = 0
            for index in start..<end {
                let byte = bytes[index]
                sum &+= byte == 10 ? 1 : 0
                sum &+= byte == 13 ? 1 : 0
                bits |= byte
            }
            lineEnds += Int(sum)
            start = end
        }
        return (lineEnds, bits < 0x80)
    }

    private func grow(to size: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size + 1)
        larger.update(from: bytes, count: filled)
        bytes.deallocate()
        bytes = larger
        capacity = size
    }

    /// Where the last record of the bytes filled ends; 0 when none does.
    private func lastRecordEnd() -> Int {
        // Only a quotation mark that begins a cell hides line ends; between such cells all count.
        var gaps = [0]
        var index = 0
        while let mark = find(UInt8(ascii: "\""), from: index) {
            index = mark + 1
            guard mark == 0 || Self.endsCell(bytes[mark - 1]) else { continue }
            gaps.append(mark)
            repeat {
                guard let close = find(UInt8(ascii: "\""), from: index) else { return lastLineEnd(between: gaps) }
                index = close + 2
            } while index <= filled && bytes[index - 1] == UInt8(ascii: "\"")
            index -= 1
            gaps.append(index)
        }
        return lastLineEnd(between: gaps + [filled])
    }

    private static func endsCell(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// Place behind the last line end in the stretches `gaps[0]..<gaps[1]`, `gaps[2]..<gaps[3]` and so on; 0 for none.
    private func lastLineEnd(between gaps: [Int]) -> Int {
        var number = gaps.count - 2
        while number >= 0 {
            var index = gaps[number + 1]
            while index > gaps[number] {
                index -= 1
                if bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") { return index + 1 }
            }
            number -= 2
        }
        return 0
    }

    private func find(_ byte: UInt8, from start: Int) -> Int? {
        guard start < filled, let found = memchr(bytes + start, Int32(byte), filled - start) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
    }
}
