/// Galaxies of one or more lists, known by keys such as identifiers and by positions.
///
/// Two entries are the same galaxy when they share a key of the same kind or lie within a radius of each other. Keys of the
/// first kind are identifiers, which two catalogues may give to two galaxies: entries with one identifier that lie far apart
/// (``areApart(_:_:)``) are two.
///
/// ```swift
/// let training = SkyObjects(keys: [trainingIDs], positions: trainingPositions)
/// let test = SkyObjects(keys: [testIDs], positions: testPositions)
/// let leaks = training.pairs(with: test, within: Angle(arcseconds: 1))
/// ```
public struct SkyObjects: Sendable {
    /// Two entries that are the same galaxy.
    public struct Pair: Sendable, Equatable {
        /// Index of the entry in this list.
        public let left: Int
        /// Index of the entry in the other list.
        public let right: Int
        /// The first kind of key that both share; nil when only their positions agree.
        public let sharedKey: Int?
        /// Distance of the two; nil when one has no position.
        public let separation: Angle?
    }

    /// One an entry; nil where it is not known.
    public let positions: [SkyCoordinate?]
    private let kinds: Int
    private let key: @Sendable (_ kind: Int, _ entry: Int) -> String

    /// - Parameters:
    ///   - keys: axes (kind of key, entry), with as many entries as there are positions, or it traps; an empty key is none.
    ///   - positions: one an entry.
    public init(keys: [[String]], positions: [SkyCoordinate?]) {
        for kind in keys {
            precondition(kind.count == positions.count, "\(kind.count) keys for \(positions.count) positions")
        }
        self.init(kinds: keys.count, positions: positions) { keys[$0][$1] }
    }

    /// - Parameters:
    ///   - kinds: number of kinds of keys.
    ///   - positions: one an entry.
    ///   - key: the key of an entry, made when it is asked for; an empty one is none.
    package init(
        kinds: Int, positions: [SkyCoordinate?], key: @escaping @Sendable (_ kind: Int, _ entry: Int) -> String
    ) {
        self.kinds = kinds
        self.positions = positions
        self.key = key
    }

    /// From this distance on, equal identifiers are those of two galaxies: more than catalogues differ about the centre of
    /// one.
    public static let apart = Angle(arcseconds: 30)

    /// Whether two positions are known and too far apart to be those of one galaxy, whatever it is called.
    public static func areApart(_ one: SkyCoordinate?, _ other: SkyCoordinate?) -> Bool {
        guard let one, let other else { return false }
        return one.separation(to: other) >= apart
    }

    /// Number of entries.
    public var count: Int { positions.count }

    /// The entries of this list that are galaxies of `other`, with each of its entries that is the same.
    ///
    /// - Parameter other: has the same kinds of keys in the same order.
    /// - Returns: pairs in order of `left`, and of `right` within it; each once.
    public func pairs(with other: SkyObjects, within radius: Angle) -> [Pair] {
        precondition(kinds == other.kinds, "lists with \(kinds) and \(other.kinds) kinds of keys")
        var shared: [[(right: Int, key: Int?)]] = Array(repeating: [], count: count)
        for kind in 0..<kinds {
            let theirs = other.hashes(kind)
            for left in 0..<count {
                let key = key(kind, left)
                for right in theirs.entries(of: key)
                where other.key(kind, right) == key && !shared[left].contains(where: { $0.right == right })
                    && !(kind == 0 && Self.areApart(positions[left], other.positions[right]))
                {
                    shared[left].append((right, kind))
                }
            }
        }
        let (own, theirs) = (placed, other.placed)
        for match in SkyIndex(theirs.positions).all(within: radius, of: own.positions) {
            let (left, right) = (own.entries[match.left], theirs.entries[match.right])
            if !shared[left].contains(where: { $0.right == right }) { shared[left].append((right, nil)) }
        }
        return shared.enumerated().flatMap { left, partners in
            partners.sorted { $0.right < $1.right }.map { right, key in
                var separation: Angle?
                if let position = positions[left], let partner = other.positions[right] {
                    separation = position.separation(to: partner)
                }
                return Pair(left: left, right: right, sharedKey: key, separation: separation)
            }
        }
    }

    /// Which entries of this list are the same galaxy; so are all that are linked through others.
    ///
    /// - Parameter radius: nil goes by keys alone.
    public func groups(within radius: Angle?) -> ObjectGroups {
        var sets = DisjointSets(count: count)
        for kind in 0..<kinds {
            hashes(kind).forEachRepeated { entries in
                var members: [String: [Int]] = [:]
                for entry in entries { members[key(kind, entry), default: []].append(entry) }
                for entries in members.values { join(entries, areIdentifiers: kind == 0, &sets) }
            }
        }
        guard let radius else { return ObjectGroups(&sets) }
        let placed = placed
        for match in SkyIndex(placed.positions).all(within: radius, of: placed.positions)
        where match.left < match.right {
            sets.join(placed.entries[match.left], placed.entries[match.right])
        }
        return ObjectGroups(&sets)
    }

    /// Joins entries that share a key: all of them, or those of each place where identifiers stand for several galaxies. One
    /// without a position may be any of them, and joins them all.
    private func join(_ entries: [Int], areIdentifiers: Bool, _ sets: inout DisjointSets) {
        let known = areIdentifiers ? entries.compactMap { positions[$0] } : []
        guard let first = known.first, known.contains(where: { Self.areApart(first, $0) }) else {
            for entry in entries.dropFirst() { sets.join(entries[0], entry) }
            return
        }
        let placed = entries.filter { positions[$0] != nil }
        for match in SkyIndex(known, threads: 1).all(within: Self.apart, of: known, threads: 1) {
            sets.join(placed[match.left], placed[match.right])
        }
        for entry in entries where positions[entry] == nil {
            for other in placed { sets.join(other, entry) }
        }
    }

    private func hashes(_ kind: Int) -> KeyHashes { KeyHashes(count: count) { key(kind, $0) } }

    /// The entries that have a position.
    private var placed: (entries: [Int], positions: [SkyCoordinate]) {
        let entries = positions.indices.filter { positions[$0] != nil }
        return (entries, entries.compactMap { positions[$0] })
    }
}
