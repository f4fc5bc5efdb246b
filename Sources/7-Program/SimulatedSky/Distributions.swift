import Randomness

extension SeededGenerator {
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
