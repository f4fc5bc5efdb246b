import Files

/// The blocks of an ``OutcomeJournal``, one after the other, and the figures in them, as many pictures at a time as wanted.
struct OutcomeBlocks {
    /// What was found in one batch.
    struct Block {
        /// Pictures.
        let count: Int
        /// Axes (picture, figure).
        let values: [Float]
        /// Why a picture cannot be read, by its place in the batch.
        let reasons: [Int: String]
    }

    private let file: MappedFile
    /// Its path, for messages.
    private let path: String
    private let width: Int
    /// Where the next block begins, in bytes.
    private(set) var position: Int
    /// Where memory was given back last.
    private var released = 0
    private var current: Block?
    /// Pictures of `current` that were handed out.
    private var used = 0

    init(_ file: MappedFile, at path: String, from position: Int, width: Int) {
        (self.file, self.path) = (file, path)
        self.position = position
        self.width = width
    }

    /// The next block; nil at the end, or where a block is not whole.
    mutating func next() -> Block? {
        let bytes = file.bytes
        let head = OutcomeJournal.headBytes
        guard bytes.count - position >= head else { return nil }
        func number(_ place: Int) -> Int { Int(bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)) }
        let (count, failures, texts) = (number(position), number(position + 4), number(position + 8))
        let floats = count * width
        let length = head + floats * 4 + failures * 8 + texts
        guard count > 0, failures <= count, bytes.count - position >= length else { return nil }
        let block = UnsafeRawBufferPointer(rebasing: bytes[position..<position + length])
        guard Self.sum(block) == block.loadUnaligned(fromByteOffset: 12, as: UInt64.self) else { return nil }
        let values = [Float](unsafeUninitializedCapacity: floats) { buffer, filled in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: block[head..<head + floats * 4]))
            filled = floats
        }
        var reasons: [Int: String] = [:]
        var text = head + floats * 4 + failures * 8
        for failure in 0..<failures {
            let entry = position + head + floats * 4 + failure * 8
            let end = text + number(entry + 4)
            guard end <= length else { return nil }
            reasons[number(entry)] = String(decoding: block[text..<end], as: UTF8.self)
            text = end
        }
        position += length
        // What was read of a long journal must not stay in memory.
        if position - released > 1 << 25 {
            file.release()
            released = position
        }
        return Block(count: count, values: values, reasons: reasons)
    }

    /// The block that begins at `position`; nil where none does.
    mutating func block(at position: Int) -> Block? {
        self.position = position
        return next()
    }

    /// Hands the figures of the next `count` pictures to `body`, one after the other; there must be as many.
    mutating func take(_ count: Int, _ body: (_ values: ArraySlice<Float>, _ reason: String?) throws -> Void) throws {
        for _ in 0..<count {
            if current.map({ used == $0.count }) ?? true {
                current = next()
                used = 0
            }
            guard let current else {
                throw InputError(file: path, problem: "the file of unfinished outcomes ends early", remedy: "Run again")
            }
            try body(current.values[used * width..<(used + 1) * width], current.reasons[used])
            used += 1
        }
    }

    /// The sum of a block, its own eight bytes left out (FNV-1a).
    static func sum(_ block: UnsafeRawBufferPointer) -> UInt64 {
        var hash = FNV1a()
        hash.add(block[..<12])
        hash.add(block[20...])
        return hash.value
    }
}
