/// Random numbers that depend on the seed alone: xoshiro256++ (Blackman and Vigna 2019), filled by SplitMix64.
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: SIMD4<UInt64>

    /// - Parameters:
    ///   - seed: the seed of the whole sky.
    ///   - stream: number of an independent sequence, as of one tile and band.
    init(seed: UInt64, stream: UInt64) {
        var mixed = seed &+ stream &* 0xD1B5_4A32_D192_ED03
        func next() -> UInt64 {
            mixed &+= 0x9E37_79B9_7F4A_7C15
            var z = mixed
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        state = SIMD4(next(), next(), next(), next())
    }

    mutating func next() -> UInt64 {
        func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
        let result = rotated(state[0] &+ state[3], 23) &+ state[0]
        let shifted = state[1] << 17
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = rotated(state[3], 45)
        return result
    }

    /// Uniform in [0, 1).
    mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    mutating func uniform(_ low: Double, _ high: Double) -> Double {
        low + (high - low) * uniform()
    }

    /// Gaussian with that mean and standard deviation (Box and Muller 1958).
    mutating func gaussian(_ mean: Double = 0, _ deviation: Double = 1) -> Double {
        let radius = (-2 * logarithm(1 - uniform())).squareRoot()
        return mean + deviation * radius * cosine(2 * .pi * uniform())
    }

    /// Gaussian held within limits.
    mutating func gaussian(_ mean: Double, _ deviation: Double, within limits: ClosedRange<Double>) -> Double {
        min(max(gaussian(mean, deviation), limits.lowerBound), limits.upperBound)
    }

    /// How many of `count` trials succeed.
    mutating func binomial(_ count: Int, _ probability: Double) -> Int {
        (0..<count).reduce(0) { sum, _ in sum + (uniform() < probability ? 1 : 0) }
    }

    /// An index drawn with these weights.
    mutating func choice(_ weights: [Double]) -> Int {
        var left = uniform() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            left -= weight
            if left < 0 { return index }
        }
        return weights.count - 1
    }
}
