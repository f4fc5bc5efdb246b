import Randomness

/// Gaussian noise, eight numbers at a time: Box and Muller 1958 over eight xoshiro128+ sequences.
package struct NoiseGenerator: Sendable {
    private var a, b, c, d: SIMD8<UInt32>

    package init(seed: UInt64, stream: UInt64) {
        var generator = SeededGenerator(seed, stream)
        func lanes() -> SIMD8<UInt32> {
            var result = SIMD8<UInt32>()
            for lane in 0..<8 { result[lane] = UInt32(truncatingIfNeeded: generator.next() >> 32) | 1 }
            return result
        }
        (a, b, c, d) = (lanes(), lanes(), lanes(), lanes())
    }

    @inline(__always) private mutating func next() -> SIMD8<UInt32> {
        let result = a &+ d
        let shifted = b &<< 9
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = (d &<< 11) | (d &>> 21)
        return result
    }

    /// Two times eight independent standard normal numbers.
    @inline(__always) package mutating func normals() -> (Lanes, Lanes) {
        // 23 bits each, as the mantissa of a number in [1, 2); the first is turned into (0, 1] for the logarithm.
        let first = 2 - Lanes(bits: SIMD8<Int32>(truncatingIfNeeded: (next() &>> 9) | 0x3F80_0000))
        let second = (Lanes(bits: SIMD8<Int32>(truncatingIfNeeded: (next() &>> 9) | 0x3F80_0000)) - 1) * (2 * .pi)
        let radius = (first.logarithm() * -2).squareRoot()
        let (sine, cosine) = second.sineAndCosine()
        return (radius * sine, radius * cosine)
    }
}
