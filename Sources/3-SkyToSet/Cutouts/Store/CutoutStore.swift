public import Files

/// Millions of cutouts in a few tar archives (`cutouts-00000.tar` …) and an index, `cutouts.index`, open for reading.
///
/// Archives are ustar, as `tar` and WebDataset read them. The index is mapped: a cutout among ten million is found with
/// two or three looks into it, and read with one system call. An index that is missing or older than the archives is
/// made again from them.
public final class CutoutStore: Sendable {
    public let directory: String
    /// Number of cutouts.
    public let count: Int
    private let shards: StoreShards
    private let index: StoreIndex?
    /// What the index file does not list, sorted by hash; only where it cannot be written.
    private let unlisted: [StoreEntry]

    /// Opens the store in `directory`.
    ///
    /// - Throws: ``InputError`` when there is none or a shard cannot be read.
    public init(directory: String) throws {
        let shards = StoreShards(directory: directory)
        let sizes = try shards.sizes()
        guard !sizes.isEmpty else {
            throw InputError(
                file: directory, problem: "no store of cutouts is here (cutouts-00000.tar)",
                remedy: "Name the directory that 'cutouts' or 'fetch' wrote")
        }
        let known = Self.index(shards, sizes: sizes)
        let (found, ends) = try shards.scan(sizes: sizes, covered: known?.covered ?? [])
        self.directory = directory
        self.shards = shards
        count = (known?.count ?? 0) + found.count
        if !found.isEmpty, (try? StoreIndex.write(shards.indexPath, covered: ends, base: known, more: found)) != nil,
            let written = StoreIndex(shards.indexPath)
        {
            index = written
            unlisted = []
        } else {
            index = known
            unlisted = found.sorted { $0.hash < $1.hash }
        }
    }

    /// The index file, unless it speaks of other shards than there are.
    static func index(_ shards: StoreShards, sizes: [Int]) -> StoreIndex? {
        guard let index = StoreIndex(shards.indexPath), index.covered.count <= sizes.count,
            zip(index.covered, sizes).allSatisfy({ $0 <= $1 })
        else { return nil }
        return index
    }

    /// Where the cutout called `name` (`ID.jpg`) lies; nil when there is none.
    ///
    /// Throws ``InputError`` when its shard cannot be read.
    public func piece(named name: String) throws -> FilePiece? {
        try find(name)?.piece
    }

    /// The content of the cutout called `name`; nil when there is none. Throws ``InputError``.
    public func bytes(named name: String) throws -> [UInt8]? {
        try find(name).map { Array($0.member[TarHeader.blockSize...]) }
    }

    private func find(_ name: String) throws -> (piece: FilePiece, member: [UInt8])? {
        let hash = StoreEntry.hash(name)
        var entries = index?.entries(hash: hash) ?? []
        entries += unlisted[lowerBound(hash)...].prefix { $0.hash == hash }
        for entry in entries {
            let piece = shards.piece(entry)
            // Header and content in one read: the header says whether this is the name or one of the same hash.
            let member = try FilePiece(
                path: piece.path, offset: piece.offset - TarHeader.blockSize,
                count: Int(entry.count) + TarHeader.blockSize
            ).read()
            switch TarHeader.parse(member[..<TarHeader.blockSize]) {
            case .file(name, Int(entry.count)): return (piece, member)
            case .file: continue
            default:
                throw InputError(
                    file: piece.path, problem: "no cutout begins at byte \(piece.offset), as the index says",
                    remedy: "Remove \(shards.indexPath): it is made again from the archives")
            }
        }
        return nil
    }

    private func lowerBound(_ hash: UInt64) -> Int {
        var low = 0
        var high = unlisted.count
        while low < high {
            let middle = (low + high) / 2
            if unlisted[middle].hash < hash { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
