internal import Files
internal import Glibc

/// What a ``CutoutStoreWriter`` has open. Belongs to one thread at a time.
struct StoreWriting {
    /// Entries in memory beyond which they are written to the index.
    private static let indexStep = 1 << 20

    private let shards: StoreShards
    private let settings: CutoutStoreWriter.Settings
    private var shard: ShardFile
    /// Held open for its lock, which says that somebody writes to the store.
    private let lock: ShardFile

    private var index: StoreIndex?
    /// What the index does not list, by hash; the rare second name of one hash stands in `twins`.
    private var recent: [UInt64: StoreEntry] = [:]
    private var twins: [StoreEntry] = []
    /// End of the last member of every shard before the current one.
    private var ends: [Int]

    private var lastSync = ContinuousClock.now
    private var unsynced = 0
    private var failure: (any Error)?
    private var isFinished = false

    init(directory: String, resumes: Bool, settings: CutoutStoreWriter.Settings) throws {
        self.settings = settings
        shards = StoreShards(directory: directory)
        lock = try ShardFile(shards.path(0))
        try lock.lockStore()
        let sizes = try shards.sizes()
        guard resumes || sizes == [0] else {
            throw WriteError(
                path: directory, reason: "It holds cutouts already",
                remedy: "Go on with them, remove them, or name another directory")
        }
        index = CutoutStore.index(shards, sizes: sizes)
        let (found, ends) = try shards.scan(sizes: sizes, covered: index?.covered ?? [])
        self.ends = ends.dropLast()
        let last = sizes.count - 1
        shard = last == 0 ? lock : try ShardFile(shards.path(last))
        try shard.cut(at: ends[last])
        for entry in found { remember(entry) }
    }

    var count: Int { (index?.count ?? 0) + recent.count + twins.count }

    /// See ``CutoutStoreWriter/lengths``.
    var lengths: [String: Int] {
        let pairs = (ends + [shard.length]).enumerated().map { number, length in
            (FilePiece(path: shards.path(number)).relative(to: shards.directory).path, length)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private mutating func remember(_ entry: StoreEntry) {
        if let first = recent.updateValue(entry, forKey: entry.hash) { twins.append(first) }
    }

    func piece(named name: String) throws -> FilePiece? {
        let hash = StoreEntry.hash(name)
        var entries = index?.entries(hash: hash) ?? []
        if let entry = recent[hash] { entries.append(entry) }
        if !twins.isEmpty { entries += twins.filter { $0.hash == hash } }
        for entry in entries {
            let start = Int(entry.offset) - TarHeader.blockSize
            let isCurrent = Int(entry.shard) == ends.count
            let header =
                try (isCurrent ? shard.unwritten(at: start, count: TarHeader.blockSize) : nil)
                ?? FilePiece(path: shards.path(Int(entry.shard)), offset: start, count: TarHeader.blockSize).read()
            if case .file(name, _) = TarHeader.parse(header[...]) { return shards.piece(entry) }
        }
        return nil
    }

    mutating func append(_ members: [(name: String, bytes: [UInt8])]) throws -> [FilePiece] {
        precondition(!isFinished, "nothing can be appended to a store that is finished")
        guard !members.isEmpty else { return [] }
        if let failure { throw failure }
        for (name, bytes) in members {
            guard bytes.count <= UInt32.max else {
                throw InputError(problem: "the cutout '\(name)' has \(bytes.count) bytes; 4 GiB is the most")
            }
            guard try piece(named: name) == nil else {
                throw InputError(
                    file: shards.directory, problem: "a cutout called '\(name)' is in the store already",
                    remedy: "Every galaxy needs an identifier of its own")
            }
        }
        var block: [UInt8] = []
        block.reserveCapacity(members.reduce(0) { $0 + TarHeader.padded($1.bytes.count) + TarHeader.blockSize })
        var places: [Int] = []
        for (name, bytes) in members {
            try TarHeader.append(name: name, count: bytes.count, to: &block)
            places.append(block.count)
            block += bytes
            block.append(contentsOf: repeatElement(0, count: TarHeader.padded(bytes.count) - bytes.count))
        }
        return try guarded { writing in
            if writing.shard.length > 0, writing.shard.length + block.count > writing.settings.shardSize {
                try writing.beginShard()
            }
            let start = writing.shard.length
            try writing.shard.append(block, buffer: writing.settings.buffer)
            let pieces = zip(members, places).map { member, place in
                let entry = StoreEntry(
                    hash: StoreEntry.hash(member.name), offset: UInt64(start + place),
                    shard: UInt32(writing.ends.count), count: UInt32(member.bytes.count))
                writing.remember(entry)
                return writing.shards.piece(entry)
            }
            writing.unsynced += block.count
            try writing.syncWhenDue()
            return pieces
        }
    }

    mutating func flush() throws {
        try guarded { try $0.shard.flush() }
    }

    mutating func finish() throws {
        guard !isFinished else { return }
        try guarded { writing in
            try writing.shard.end()
            try writing.shard.synchronize()
            try writing.writeIndex()
            writing.isFinished = true
            writing.lock.unlockStore()
        }
    }

    /// After an error the file may end in the middle of a member: nothing more is then written.
    private mutating func guarded<Result>(_ body: (inout StoreWriting) throws -> Result) throws -> Result {
        if let failure { throw failure }
        do {
            return try body(&self)
        } catch {
            failure = error
            throw error
        }
    }

    private mutating func beginShard() throws {
        let length = shard.length
        try shard.end()
        try shard.synchronize()
        ends.append(length)
        shard = try ShardFile(shards.path(ends.count))
        unsynced = 0
    }

    private mutating func syncWhenDue() throws {
        if recent.count >= Self.indexStep {
            try shard.synchronize()
            try writeIndex()
        } else if unsynced >= settings.bytesBetweenSyncs
            || lastSync.duration(to: .now) > .seconds(settings.secondsBetweenSyncs)
        {
            try shard.synchronize()
        } else {
            return
        }
        unsynced = 0
        lastSync = .now
    }

    private mutating func writeIndex() throws {
        try StoreIndex.write(
            shards.indexPath, covered: ends + [shard.length], base: index, more: Array(recent.values) + twins)
        index = StoreIndex(shards.indexPath)
        guard index != nil else {
            throw WriteError(path: shards.indexPath, reason: "The index that was just written cannot be read")
        }
        recent.removeAll(keepingCapacity: true)
        twins.removeAll()
    }
}
