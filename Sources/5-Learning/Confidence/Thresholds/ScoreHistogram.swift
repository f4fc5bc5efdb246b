internal import Glibc
public import Randomness

/// Scores of any number of galaxies in bounded memory: 4,096 bins of 1/32 from −64 to 64.
///
/// A score is the calibrated logit of class 0 less that of class 1. What lies beyond the ends counts in the last bin.
///
/// ```swift
/// var scores = ScoreHistogram()
/// for logits in predictions { scores.add(logits[0] - logits[1]) }
/// ```
public struct ScoreHistogram: Sendable, Equatable {
    /// Width of a bin.
    public static let step = 1.0 / 32
    /// The first bin begins at minus this, the last one ends at this.
    public static let limit = 64.0
    /// Number of bins.
    public static let binCount = Int(2 * limit / step)

    /// Galaxies in each bin.
    public private(set) var counts = [Double](repeating: 0, count: binCount)
    /// Galaxies in all.
    public private(set) var total = 0.0

    public init() {}

    public init(_ scores: some Sequence<Double>) {
        for score in scores { add(score) }
    }

    /// Score in the middle of bin `number`.
    public static func centre(_ number: Int) -> Double { (Double(number) + 0.5) * step - limit }

    /// Counts a galaxy, or several; `score` must be a number.
    public mutating func add(_ score: Double, times: Double = 1) {
        precondition(!score.isNaN, "a score that is no number")
        let place = (score + Self.limit) / Self.step
        counts[Int(min(max(place, 0), Double(Self.binCount - 1)))] += times
        total += times
    }

    /// The scores as `map` makes them.
    public func mapped(_ map: (Double) -> Double) -> ScoreHistogram {
        var result = ScoreHistogram()
        for (score, count) in filled { result.add(map(score), times: count) }
        return result
    }

    /// Centres and counts of the bins that hold a galaxy.
    var filled: [(score: Double, count: Double)] {
        counts.indices.compactMap { counts[$0] > 0 ? (Self.centre($0), counts[$0]) : nil }
    }

    /// Mean score and count of every four neighbouring bins that hold a galaxy: as fine as two humps need.
    var coarse: [(score: Double, count: Double)] {
        stride(from: 0, to: Self.binCount, by: 4).compactMap { first in
            var (sum, count) = (0.0, 0.0)
            for number in first..<first + 4 where counts[number] > 0 {
                sum += counts[number] * Self.centre(number)
                count += counts[number]
            }
            return count > 0 ? (sum / count, count) : nil
        }
    }

    /// Score below which the given share of the galaxies lies, 0…1.
    public func quantile(_ share: Double) -> Double {
        var below = 0.0
        for (number, count) in counts.enumerated() where count > 0 {
            below += count
            if below >= share * total { return Self.centre(number) }
        }
        return Self.limit
    }

    /// A set drawn with replacement: each galaxy comes a Poisson number of times (Chamandy et al. 2012, "Estimating
    /// Uncertainty for Massive Data Streams").
    public func drawn(using generator: inout SeededGenerator) -> ScoreHistogram {
        var result = ScoreHistogram()
        for (number, count) in counts.enumerated() where count > 0 {
            let times = Self.poisson(count, using: &generator)
            result.counts[number] = times
            result.total += times
        }
        return result
    }

    /// A Poisson number of the given mean; above 64 the normal distribution of that mean and variance, rounded.
    private static func poisson(_ mean: Double, using generator: inout SeededGenerator) -> Double {
        guard mean <= 64 else {
            let radius = (-2 * log(1 - generator.uniform())).squareRoot()
            let normal = radius * cos(2 * .pi * generator.uniform())
            return max(0, (mean + mean.squareRoot() * normal).rounded())
        }
        var left = exp(mean) * (1 - generator.uniform())
        // the sum of the series exp(mean) = 1 + mean + mean²/2 + …, term by term
        var (term, number) = (1.0, 0.0)
        while left > term, number < 400 {
            left -= term
            number += 1
            term *= mean / number
        }
        return number
    }
}
