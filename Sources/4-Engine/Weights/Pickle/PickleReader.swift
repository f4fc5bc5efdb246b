internal import Files

/// The bytes of a pickle, taken from front to end; nothing is read beyond the end.
struct PickleReader {
    let path: String
    let bytes: UnsafeRawBufferPointer
    var place: Int

    mutating func byte() throws -> UInt8 {
        guard place < bytes.count else { throw end() }
        defer { place += 1 }
        return bytes[place]
    }

    mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
        guard count >= 0, count <= bytes.count - place else { throw end() }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }

    /// A whole number of `width` bytes without sign, little-endian.
    mutating func count(_ width: Int) throws -> Int {
        let value = try take(width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let count = Int(exactly: value) else { throw damaged("it has a length of \(value)") }
        return count
    }

    /// A text in UTF-8 behind its length of `width` bytes.
    mutating func text(_ width: Int) throws -> String { String(decoding: try take(count(width)), as: UTF8.self) }

    mutating func block(_ width: Int) throws -> [UInt8] { try Array(take(count(width))) }

    /// What stands before the next end of a line.
    mutating func line() throws -> String {
        let start = place
        while try byte() != UInt8(ascii: "\n") {}
        return String(decoding: bytes[start..<place - 1], as: UTF8.self)
    }

    /// A whole number of as many bytes as given, little-endian with sign.
    mutating func integer(_ width: Int) throws -> PickleValue {
        let digits = try take(width)
        guard width <= 8 else { return .large(Array(digits)) }
        guard let last = digits.last else { return .int(0) }
        let start: UInt64 = last & 0x80 == 0 ? 0 : .max
        return .int(Int(Int64(bitPattern: digits.reversed().reduce(start) { $0 << 8 | UInt64($1) })))
    }

    /// A whole number as text, with Python 2's `L`, or one of the words for truth values.
    mutating func integerLine() throws -> PickleValue {
        let text = try line()
        if text == "00" || text == "01" { return .bool(text == "01") }
        let digits = text.hasSuffix("L") ? String(text.dropLast()) : text
        return Int(digits).map { .int($0) } ?? .large(Array(digits.utf8))
    }

    mutating func double() throws -> PickleValue {
        .float(Double(bitPattern: try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }))
    }

    private func end() -> InputError { damaged("it ends too early") }

    func damaged(_ what: String) -> InputError {
        InputError(
            file: path, problem: "This pickle is cut short or damaged: \(what) (byte \(place))",
            remedy: "Fetch the file again, or choose another")
    }
}
