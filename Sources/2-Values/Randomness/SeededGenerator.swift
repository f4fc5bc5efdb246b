/// A small, fast source of random numbers whose sequence depends on nothing but its seeds (xoshiro256++, Blackman and
/// Vigna 2019; seeded by SplitMix64). The numbers stay the same on every machine and with every compiler.
@frozen
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    @usableFromInline var state: (UInt64, UInt64, UInt64, UInt64)

    /// A sequence of its own for each list of keys, such as (seed, training epoch, item).
    @inlinable
    public init(_ keys: UInt64...) {
        var mixed: UInt64 = 0x243F_6A88_85A3_08D3
        for key in keys {
            mixed = SeededGenerator.splitMix(&mixed) ^ key
            mixed = SeededGenerator.splitMix(&mixed)
        }
        state = (
            SeededGenerator.splitMix(&mixed), SeededGenerator.splitMix(&mixed), SeededGenerator.splitMix(&mixed),
            SeededGenerator.splitMix(&mixed)
        )
    }

    @inlinable
    public mutating func next() -> UInt64 {
        let sum = state.0 &+ state.3
        let result = (sum << 23 | sum >> 41) &+ state.0
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }

    /// Evenly distributed in 0 ..< 1.
    @inlinable
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Evenly distributed in `range`.
    @inlinable
    public mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// True with the given probability, 0…1. Takes one number from the sequence whatever the probability is.
    @inlinable
    public mutating func chance(_ probability: Double) -> Bool {
        uniform() < probability
    }

    /// Evenly distributed in 0 ..< `bound`; `bound` must be positive.
    @inlinable
    public mutating func index(below bound: Int) -> Int {
        precondition(bound > 0, "no index lies below \(bound)")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// `items` in random order.
    @inlinable
    public mutating func shuffled<Element>(_ items: some Sequence<Element>) -> [Element] {
        var result = Array(items)
        for last in stride(from: result.count - 1, to: 0, by: -1) {
            result.swapAt(last, index(below: last + 1))
        }
        return result
    }

    @inlinable
    static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
