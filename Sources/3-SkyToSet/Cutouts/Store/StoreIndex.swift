internal import Files

/// The file that says where each cutout of a store lies: entries sorted by the hash of the name, mapped into memory.
///
/// Little-endian: the magic, number of entries, bits of a bucket's number, number of shards (8 bytes each); for each
/// shard how many bytes of it are listed; for each bucket (the first bits of a hash) its first entry, and the end; the
/// entries. It can always be made again from the shards.
final class StoreIndex: Sendable {
    static let fileName = "cutouts.index"
    private static let magic = Array("TFSTORE1".utf8)
    private static let entrySize = MemoryLayout<StoreEntry>.size
    /// Entries a bucket holds on average, at most.
    private static let entriesPerBucket = 32

    /// Bytes of each shard that the entries are of.
    let covered: [Int]
    let count: Int
    private let file: MappedFile
    private let bits: Int
    private let buckets: Int
    private let entries: Int

    /// The index at `path`; nil when there is none or it is not sound.
    init?(_ path: String) {
        guard let file = try? MappedFile(path), file.bytes.count >= 32, file.bytes.prefix(8).elementsEqual(Self.magic)
        else { return nil }
        func number(_ offset: Int) -> Int? {
            Int(exactly: UInt64(littleEndian: file.bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        }
        let total = file.bytes.count
        guard let count = number(8), let bits = number(16), let shards = number(24), bits < 40, shards <= total / 8,
            count <= total / Self.entrySize
        else { return nil }
        buckets = 32 + shards * 8
        entries = buckets + ((1 << bits) + 1) * 8
        guard total == entries + count * Self.entrySize else { return nil }
        var covered: [Int] = []
        for shard in 0..<shards {
            guard let length = number(32 + shard * 8) else { return nil }
            covered.append(length)
        }
        self.covered = covered
        self.count = count
        self.bits = bits
        self.file = file
    }

    /// The entry at a place in order of the hashes.
    func entry(_ index: Int) -> StoreEntry {
        let start = entries + index * Self.entrySize
        func load<Number: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: Number.Type) -> Number {
            Number(littleEndian: file.bytes.loadUnaligned(fromByteOffset: start + offset, as: type))
        }
        return StoreEntry(
            hash: load(0, UInt64.self), offset: load(8, UInt64.self), shard: load(16, UInt32.self),
            count: load(20, UInt32.self))
    }

    /// All entries with that hash: one, none, or very rarely several.
    func entries(hash: UInt64) -> [StoreEntry] {
        let bucket = Self.bucket(of: hash, bits: bits)
        var low = bucketStart(bucket)
        var high = bucketStart(bucket + 1)
        guard low <= high, high <= count else { return [] }
        let end = high
        while low < high {
            let middle = (low + high) / 2
            if entry(middle).hash < hash { low = middle + 1 } else { high = middle }
        }
        var found: [StoreEntry] = []
        while low < end, case let next = entry(low), next.hash == hash {
            found.append(next)
            low += 1
        }
        return found
    }

    private func bucketStart(_ bucket: Int) -> Int {
        Int(
            truncatingIfNeeded: UInt64(
                littleEndian: file.bytes.loadUnaligned(fromByteOffset: buckets + bucket * 8, as: UInt64.self)))
    }

    private static func bucket(of hash: UInt64, bits: Int) -> Int { bits == 0 ? 0 : Int(hash >> UInt64(64 - bits)) }

    /// Writes the index of `base` and `more` together.
    ///
    /// - Parameters:
    ///   - covered: bytes of each shard that are then listed.
    ///   - more: further entries, in any order.
    /// - Throws: ``WriteError``.
    static func write(_ path: String, covered: [Int], base: StoreIndex?, more: [StoreEntry]) throws {
        let more = more.sorted { ($0.hash, $0.shard, $0.offset) < ($1.hash, $1.shard, $1.offset) }
        let old = base?.count ?? 0
        let total = old + more.count
        var bits = 0
        while total >> bits > entriesPerBucket { bits += 1 }
        var starts = [UInt64](repeating: 0, count: (1 << bits) + 1)
        for index in 0..<old { starts[bucket(of: base!.entry(index).hash, bits: bits) + 1] += 1 }
        for entry in more { starts[bucket(of: entry.hash, bits: bits) + 1] += 1 }
        for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }

        try AtomicFile.write(path) { sink in
            var block: [UInt8] = magic
            func put(_ number: some FixedWidthInteger & BitwiseCopyable) {
                withUnsafeBytes(of: number.littleEndian) { block.append(contentsOf: $0) }
            }
            for number in [total, bits, covered.count] + covered { put(UInt64(number)) }
            for start in starts { put(start) }
            var next = 0
            for index in 0..<total {
                let entry: StoreEntry
                let left = index - next < old ? base?.entry(index - next) : nil
                if let left, next == more.count || left.hash <= more[next].hash {
                    entry = left
                } else {
                    entry = more[next]
                    next += 1
                }
                put(entry.hash)
                put(entry.offset)
                put(entry.shard)
                put(entry.count)
                if block.count >= 1 << 18 {
                    try sink.write(block)
                    block.removeAll(keepingCapacity: true)
                }
            }
            try sink.write(block)
        }
    }
}
