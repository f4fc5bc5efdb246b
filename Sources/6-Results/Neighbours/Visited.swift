internal import Glibc

/// Which numbers a search has met: a small hash table, which stays in the cache where a mark for every row would not.
final class Visited {
    /// Number + 1; 0 is a free place.
    private var slots: UnsafeMutablePointer<UInt32>
    private var bits: Int
    private var count = 0

    init() {
        bits = 12
        slots = .allocate(capacity: 1 << bits)
        reset()
    }

    deinit { slots.deallocate() }

    func reset() {
        memset(slots, 0, MemoryLayout<UInt32>.stride << bits)
        count = 0
    }

    /// Marks a number, 0 or more; false where it was marked already.
    @inline(__always)
    func insert(_ number: Int32) -> Bool {
        guard put(UInt32(bitPattern: number) &+ 1) else { return false }
        count &+= 1
        if count << 1 > 1 << bits { grow() }
        return true
    }

    @inline(__always)
    private func put(_ mark: UInt32) -> Bool {
        let mask = 1 << bits &- 1
        var place = Int(truncatingIfNeeded: mark &* 0x9E37_79B1) >> (32 &- bits) & mask
        while slots[place] != 0 {
            if slots[place] == mark { return false }
            place = (place &+ 1) & mask
        }
        slots[place] = mark
        return true
    }

    private func grow() {
        let (old, length) = (slots, 1 << bits)
        bits += 1
        slots = .allocate(capacity: 1 << bits)
        memset(slots, 0, MemoryLayout<UInt32>.stride << bits)
        for place in 0..<length where old[place] != 0 { _ = put(old[place]) }
        old.deallocate()
    }
}
