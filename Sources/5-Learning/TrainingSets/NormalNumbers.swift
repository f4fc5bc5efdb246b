internal import Foundation
import Randomness

/// Normally distributed numbers by table: 4,096 equally probable steps, up to 3.7 sigma; five from one draw of 64 bits.
enum NormalNumbers {
    private static let bits = 12

    private static let quantiles: [Float] = {
        let count = 1 << bits
        // Means of equally probable steps, scaled to the variance 1.
        let values = (0..<count).map { inverse((Double($0) + 0.5) / Double(count)) }
        let variance = values.reduce(0) { $0 + $1 * $1 } / Double(count)
        return values.map { Float($0 / variance.squareRoot()) }
    }()

    /// Adds noise of standard deviation `sigma` to each value.
    static func add(sigma: Float, seed: UInt64, to values: UnsafeMutableBufferPointer<Float>) {
        var generator = SeededGenerator(seed)
        quantiles.withUnsafeBufferPointer { quantiles in
            var index = 0
            while index < values.count {
                var random = generator.next()
                for _ in 0..<min(5, values.count - index) {
                    values[index] += sigma * quantiles[Int(truncatingIfNeeded: random & 0xFFF)]
                    random >>= UInt64(bits)
                    index += 1
                }
            }
        }
    }

    /// The normal distribution's quantile at `probability`, by bisection of the error function.
    private static func inverse(_ probability: Double) -> Double {
        var low = -8.0
        var high = 8.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if 0.5 * erfc(-middle / 2.0.squareRoot()) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
