internal import Glibc

/// Walks through the cells of a block.
struct CSVCursor {
    /// The next byte.
    var next: UnsafeMutablePointer<UInt8>
    /// The line feed behind the block.
    let end: UnsafeMutablePointer<UInt8>
    /// True when the cell returned last was the last one of its record.
    private(set) var endsRecord = false

    init(_ block: CSVBlock) {
        next = block.bytes
        end = block.bytes + block.count
    }

    /// Goes over empty lines to the start of a record; false at the end of the block.
    mutating func beginRecord() -> Bool {
        while next < end, next.pointee == UInt8(ascii: "\n") || next.pointee == UInt8(ascii: "\r") { next += 1 }
        return next < end
    }

    /// Cells of the line that begins here, without moving or changing anything.
    func cellsAhead() -> Int {
        var (place, cells, isQuoted) = (next, 1, false)
        while place < end, place.pointee != UInt8(ascii: "\n"), place.pointee != UInt8(ascii: "\r") {
            if place.pointee == UInt8(ascii: "\"") { isQuoted.toggle() }
            if place.pointee == UInt8(ascii: ","), !isQuoted { cells += 1 }
            place += 1
        }
        return cells
    }

    /// Goes over the mark of a comment and the blanks behind it.
    mutating func skipMark() {
        let passed = [UInt8(ascii: "#"), UInt8(ascii: " ")]
        while next < end, passed.contains(next.pointee) || next.pointee == UInt8(ascii: ",") { next += 1 }
    }

    /// Goes to the end of the line.
    mutating func skipLine() {
        while next < end, next.pointee != UInt8(ascii: "\n"), next.pointee != UInt8(ascii: "\r") { next += 1 }
    }

    /// The next cell, quoting removed, and goes to the one after it. The bytes last until the next call.
    ///
    /// - Parameter number: number of the cell in its record (1 is the first), for messages.
    mutating func cell(_ number: Int) throws(CSVFault) -> UnsafeBufferPointer<UInt8> {
        let start = next
        if start.pointee == UInt8(ascii: "\""), start < end { return try quotedCell(number) }
        var place = start
        while true {
            // All that is common in cells is above the comma.
            while place.pointee > UInt8(ascii: ",") { place += 1 }
            if CSVCursor.isDelimiter(place.pointee) { break }
            place += 1
        }
        try finish(at: place)
        return UnsafeBufferPointer(start: start, count: place - start)
    }

    /// Goes behind the comma or line end at `place`.
    @inline(__always)
    mutating func leave(_ place: UnsafeMutablePointer<UInt8>) {
        endsRecord = place.pointee != UInt8(ascii: ",")
        next = place + 1
    }

    /// Goes behind the delimiter at `place`.
    @inline(__always)
    mutating func finish(at place: UnsafeMutablePointer<UInt8>) throws(CSVFault) {
        if place.pointee == 0 { throw .zeroByte }
        leave(place)
    }

    /// A doubled quotation mark is made one in the block's own memory: a block is walked through only once.
    private mutating func quotedCell(_ number: Int) throws(CSVFault) -> UnsafeBufferPointer<UInt8> {
        let start = next + 1
        var from = start
        var filled = start
        while true {
            guard from < end, let found = memchr(from, Int32(UInt8(ascii: "\"")), end - from) else {
                throw .unclosed(cell: number)
            }
            let close = found.assumingMemoryBound(to: UInt8.self)
            let isDoubled = close + 1 < end && close[1] == UInt8(ascii: "\"")
            let count = close - from + (isDoubled ? 1 : 0)
            if filled != from { filled.update(from: from, count: count) }
            filled += count
            from = close + 2
            if isDoubled { continue }
            guard CSVCursor.isDelimiter(close[1]) else { throw .textAfterQuote(cell: number) }
            try finish(at: close + 1)
            return UnsafeBufferPointer(start: start, count: filled - start)
        }
    }

    @inline(__always)
    static func isDelimiter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == 0
    }
}
