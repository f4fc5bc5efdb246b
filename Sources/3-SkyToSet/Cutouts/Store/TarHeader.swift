internal import Files

/// The 512 bytes before each file in a tar archive, in the form that POSIX.1-1988 calls ustar.
enum TarHeader {
    /// Archives are made of blocks of this size.
    static let blockSize = 512

    enum Parsed: Equatable {
        /// A regular file of that name and so many bytes.
        case file(name: String, count: Int)
        /// Something else (a directory, an extended header) with so many bytes behind it.
        case other(count: Int)
        /// A block of zeros: the archive ends here.
        case end
        /// No header of an archive: what was being written when the program ended.
        case damaged
    }

    /// `count` rounded up to whole blocks.
    static func padded(_ count: Int) -> Int { (count + blockSize - 1) / blockSize * blockSize }

    /// Appends the header of a file to `buffer`; the same name and count give the same bytes.
    ///
    /// Throws ``InputError`` for a name that ustar cannot hold.
    static func append(name: String, count: Int, to buffer: inout [UInt8]) throws {
        let (prefix, rest) = try parts(of: name)
        let start = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: blockSize))
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in bytes.enumerated() { buffer[start + offset + index] = byte }
        }
        put(rest, at: 0)
        put("0000644\0".utf8, at: 100)
        put("0000000\0".utf8, at: 108)
        put("0000000\0".utf8, at: 116)
        put(octal(count, digits: 11), at: 124)
        put("00000000000\0".utf8, at: 136)
        put("        0".utf8, at: 148)
        put("ustar\u{0}00".utf8, at: 257)
        put(prefix, at: 345)
        let sum = buffer[start...].reduce(0) { $0 + Int($1) }
        put(octal(sum, digits: 6) + [0, UInt8(ascii: " ")], at: 148)
    }

    /// What a block says. `block` has 512 bytes.
    static func parse(_ block: ArraySlice<UInt8>) -> Parsed {
        precondition(block.count == blockSize, "a header has \(blockSize) bytes, not \(block.count)")
        return block.withUnsafeBufferPointer { bytes in
            if bytes.allSatisfy({ $0 == 0 }) { return .end }
            var sum = 0
            for (index, byte) in bytes.enumerated() { sum += 148..<156 ~= index ? 32 : Int(byte) }
            guard bytes[257..<262].elementsEqual("ustar".utf8), number(bytes[148..<156]) == sum,
                let count = number(bytes[124..<136])
            else { return .damaged }
            guard bytes[156] == UInt8(ascii: "0") || bytes[156] == 0 else { return .other(count: count) }
            let name = text(bytes[0..<100])
            let prefix = text(bytes[345..<500])
            return .file(name: prefix.isEmpty ? name : prefix + "/" + name, count: count)
        }
    }

    /// Long names are cut at a slash into at most 155 and 100 bytes.
    static func parts(of name: String) throws -> (prefix: [UInt8], name: [UInt8]) {
        func refused(_ problem: String) -> InputError {
            InputError(
                problem: "'\(name)' cannot name a cutout: \(problem)", remedy: "Give the galaxy another identifier")
        }
        let bytes = Array(name.utf8)
        let steps = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !steps.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw refused("it is empty, or has an empty part, '.' or '..'")
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw refused("it holds control characters") }
        if bytes.count <= 100 { return ([], bytes) }
        let slash = UInt8(ascii: "/")
        guard let cut = bytes.indices.first(where: { bytes[$0] == slash && bytes.count - $0 - 1 <= 100 }), cut <= 155
        else { throw refused("it is too long (\(bytes.count) bytes; 100 fit)") }
        return (Array(bytes[..<cut]), Array(bytes[(cut + 1)...]))
    }

    private static func octal(_ number: Int, digits: Int) -> [UInt8] {
        (0..<digits).reversed().map { UInt8(ascii: "0") + UInt8(number >> (3 * $0) & 7) }
    }

    /// Octal digits, perhaps with spaces before and a space or NUL behind.
    private static func number(_ field: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var value: Int?
        for byte in field.drop(while: { $0 == UInt8(ascii: " ") }) {
            guard UInt8(ascii: "0")...UInt8(ascii: "7") ~= byte else { break }
            value = (value ?? 0) << 3 | Int(byte & 7)
        }
        return value
    }

    private static func text(_ field: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }
}
