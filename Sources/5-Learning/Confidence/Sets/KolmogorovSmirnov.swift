internal import Foundation

/// How far two samples' distributions lie apart, and how often chance does that (Kolmogorov 1933, Smirnov 1948).
public struct KolmogorovSmirnov: Sendable, Equatable {
    /// The largest distance between both distribution functions, 0…1.
    public let distance: Double
    /// The chance of a distance as large or larger where both are of one distribution.
    public let pValue: Double

    /// - Parameters:
    ///   - sample: numbers, in any order.
    ///   - parts: samples of which the other distribution is a mixture.
    ///   - shares: the share of each part; the sum is 1.
    init(_ sample: [Double], mixtureOf parts: [[Double]], shares: [Double]) {
        let sorted = sample.sorted()
        let sortedParts = parts.map { $0.sorted() }
        var distance = 0.0
        var passed = [Int](repeating: 0, count: parts.count)
        var own = 0
        // At each number, all that are as large or smaller.
        for value in (parts.flatMap(\.self) + sample).sorted() {
            while own < sorted.count, sorted[own] <= value { own += 1 }
            var mixture = 0.0
            for part in parts.indices where shares[part] > 0 {
                while passed[part] < sortedParts[part].count, sortedParts[part][passed[part]] <= value {
                    passed[part] += 1
                }
                mixture += shares[part] * Double(passed[part]) / Double(sortedParts[part].count)
            }
            distance = max(distance, abs(Double(own) / Double(sorted.count) - mixture))
        }
        // Each part's own chance is that of its empirical distribution; their sum is at most that of one sample of
        // the size below.
        var variance = 1 / Double(sample.count)
        for part in parts.indices where shares[part] > 0 {
            variance += shares[part] * shares[part] / Double(parts[part].count)
        }
        self.init(distance: distance, size: 1 / variance)
    }

    /// Two samples.
    public init(_ left: [Double], _ right: [Double]) {
        self.init(left, mixtureOf: [right], shares: [1])
    }

    private init(distance: Double, size: Double) {
        self.distance = distance
        let root = size.squareRoot()
        let scaled = (root + 0.12 + 0.11 / root) * distance
        // The sum below does not converge where the distance is as good as none.
        guard scaled > 0.2 else {
            pValue = 1
            return
        }
        var sum = 0.0
        var sign = 1.0
        for term in 1...100 {
            let step = exp(-2 * Double(term * term) * scaled * scaled)
            sum += sign * step
            sign = -sign
            if step < 1e-16 { break }
        }
        pValue = min(1, max(0, 2 * sum))
    }
}
