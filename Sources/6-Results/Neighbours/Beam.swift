/// The best of the numbers seen so far, ascending by distance, ties by lower number; and which of them were looked into.
///
/// Each is one word, so that whole entries are compared at once: a distance that is not negative has bits that rise with
/// it.
final class Beam {
    /// Most entries.
    private(set) var limit: Int
    private(set) var count = 0
    /// Distance's bits, number, and in the lowest bit whether it was looked into.
    private var entries: UnsafeMutablePointer<UInt64>
    private var room: Int
    /// All before this place were looked into.
    private var cursor = 0

    init(limit: Int = 1) {
        self.limit = limit
        room = limit
        entries = .allocate(capacity: limit + 1)
    }

    deinit { entries.deallocate() }

    /// Forgets all, for at most `limit` entries from now on.
    func reset(limit: Int) {
        if limit > room {
            entries.deallocate()
            entries = .allocate(capacity: limit + 1)
            room = limit
        }
        self.limit = limit
        (count, cursor) = (0, 0)
    }

    /// Makes all entries new again, for a search elsewhere that begins with them.
    func renew() {
        for place in 0..<count { entries[place] &= ~1 }
        cursor = 0
    }

    /// Adds a number, each once; nothing where the distance is NaN or infinite, or there are enough better ones.
    @inline(__always)
    func add(_ number: Int32, _ distance: Float) {
        guard distance < .infinity else { return }
        let entry = Self.entry(number, distance)
        if count == limit {
            guard entry < entries[count - 1] else { return }
            count -= 1
        }
        var place = count
        while place > 0, entries[place - 1] > entry {
            entries[place] = entries[place - 1]
            place -= 1
        }
        entries[place] = entry
        count += 1
        if place < cursor { cursor = place }
    }

    /// The nearest number that was not looked into, which it is from now on.
    func next() -> Int32? {
        while cursor < count {
            let entry = entries[cursor]
            cursor += 1
            if entry & 1 == 0 {
                entries[cursor - 1] = entry | 1
                return Self.number(entry)
            }
        }
        return nil
    }

    /// An entry as it ranks.
    subscript(place: Int) -> (number: Int32, distance: Float) { Self.parts(entries[place]) }

    /// A distance and a number as one word that ranks as they do.
    @inline(__always)
    static func entry(_ number: Int32, _ distance: Float) -> UInt64 {
        // Rounding may leave a cosine's distance a little below 0.
        UInt64((distance > 0 ? distance : 0).bitPattern) << 32 | UInt64(UInt32(bitPattern: number)) << 1
    }

    @inline(__always)
    static func parts(_ entry: UInt64) -> (number: Int32, distance: Float) {
        (number(entry), Float(bitPattern: UInt32(truncatingIfNeeded: entry >> 32)))
    }

    @inline(__always)
    private static func number(_ entry: UInt64) -> Int32 {
        Int32(truncatingIfNeeded: UInt32(truncatingIfNeeded: entry) >> 1)
    }
}
