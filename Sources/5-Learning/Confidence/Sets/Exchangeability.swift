internal import Foundation
internal import Randomness

/// Whether the galaxies that sets are made for are like those that the sets were calibrated on, which is all that the
/// promise of a conformal set rests on.
///
/// Looked at are the magnitudes, the sizes, and the scores. Scores are compared without labels: those of two classes must be
/// a mixture of the calibration's two distributions, weighted as the sets are, in whatever shares, for the promise holds
/// whatever the classes' shares. Where labels are known, each class's scores are compared by themselves. Distances are
/// those of Kolmogorov and Smirnov, at a level of 1 % over all of them (Bonferroni).
///
/// ```swift
/// var sample = ExchangeabilitySample()
/// sample.add([0.9, 0.1], Covariates(magnitude: 16.2, size: 1.8))  // … of every galaxy
/// for sentence in Exchangeability(sample, sets).failures { print(sentence) }
/// ```
public struct Exchangeability: Sendable, Equatable {
    /// One comparison.
    public struct Comparison: Sendable, Equatable {
        /// What was compared: `magnitudes`, `sizes`, `scores`, or `scores of CLASS`.
        public let what: String
        public let test: KolmogorovSmirnov
        /// Galaxies looked at, and calibration galaxies (of weighted ones, what they are worth).
        public let counts: (galaxies: Int, calibration: Int)

        public static func == (one: Comparison, other: Comparison) -> Bool {
            one.what == other.what && one.test == other.test && one.counts == other.counts
        }
    }

    /// Those of covariates, then those of scores; none of what too little is known.
    public let comparisons: [Comparison]
    private let isWeighted: Bool

    /// The chance that any comparison fails although nothing differs.
    static let level = 0.01
    /// Galaxies of each side below which nothing is compared.
    static let fewest = 20

    public init(_ sample: ExchangeabilitySample, _ sets: PredictionSets) {
        isWeighted = sets.ratio != nil
        let galaxies = sample.galaxies
        let parts = sets.calibration.map { Self.weighted($0, sets.ratio) }
        var found: [Comparison] = []
        func compare(_ what: String, _ own: [Double], _ others: [[Double]], _ shares: [Double]) {
            let others = others.map { $0.filter(\.isFinite) }
            let own = own.filter(\.isFinite)
            let used = zip(others, shares).filter { $0.1 > 0 }.map(\.0)
            guard own.count >= Self.fewest, used.allSatisfy({ $0.count >= Self.fewest }), !used.isEmpty else { return }
            found.append(
                Comparison(
                    what: what, test: KolmogorovSmirnov(own, mixtureOf: others, shares: shares),
                    counts: (own.count, used.reduce(0) { $0 + $1.count })))
        }
        let whole = CalibrationScores(
            scores: sets.calibration.flatMap(\.scores), covariates: sets.calibration.flatMap(\.covariates))
        let all = Self.weighted(whole, sets.ratio).covariates
        compare("magnitudes", galaxies.map(\.covariates.magnitude), [all.map(\.magnitude)], [1])
        compare("sizes", galaxies.map(\.covariates.size), [all.map(\.size)], [1])
        let labelled = galaxies.filter { $0.truth != nil }
        if labelled.count * 2 > galaxies.count {
            for number in sets.classes.indices {
                let own = labelled.filter { $0.truth == number }.map { 1 - $0.probabilities[number] }
                compare("scores of \(sets.classes[number])", own, [parts[number].scores], [1])
            }
        } else if sets.classes.count == 2 {
            let own = galaxies.map { 1 - $0.probabilities[0] }
            let others = [parts[0].scores, parts[1].scores.map { 1 - $0 }]
            compare("scores", own, others, Self.shares(of: own, others))
        }
        comparisons = found
    }

    /// The comparisons that chance does not explain.
    public var failed: [Comparison] {
        comparisons.filter { $0.test.pValue < Self.level / Double(comparisons.count) }
    }

    /// What failed, with the figures and what it means, a sentence each.
    public var failures: [String] {
        failed.map { failure in
            let isScore = failure.what.hasPrefix("scores")
            let meaning =
                isScore
                ? "the network answers otherwise here than where its sets were calibrated, and nothing is promised of them"
                : isWeighted
                    ? "the weights do not make up for it, and sets hold their level only as far as they are made by magnitude"
                    : "sets hold their level only as far as they are made by magnitude: weight them with tuningfork adapt"
            return "WARNING: not exchangeable: the \(failure.what) differ from those of the calibration galaxies "
                + "(Kolmogorov-Smirnov distance \(String(format: "%.3f", failure.test.distance)), p = "
                + "\(String(format: "%.2g", failure.test.pValue)), n = \(failure.counts.galaxies) and "
                + "\(failure.counts.calibration)): \(meaning)."
        }
    }

    /// The calibration of a class as the target has it: drawn by weight, as many as the weighted ones are worth.
    private static func weighted(_ part: CalibrationScores, _ ratio: LikelihoodRatio?) -> CalibrationScores {
        guard let ratio else { return part }
        let weights = part.covariates.map { ratio.value($0) }.map { $0.isFinite ? $0 : 0 }
        let (sum, squares) = weights.reduce((0, 0)) { ($0.0 + $1, $0.1 + $1 * $1) }
        guard squares > 0 else { return CalibrationScores() }
        let count = max(1, Int(sum * sum / squares))
        var drawn = CalibrationScores()
        var generator = SeededGenerator(0xE8C5)
        // Systematic sampling: evenly spaced in the sum of the weights.
        var next = generator.uniform() * sum / Double(count)
        var passed = 0.0
        for place in weights.indices {
            passed += weights[place]
            while next < passed {
                drawn.scores.append(part.scores[place])
                drawn.covariates.append(part.covariates[place])
                next += sum / Double(count)
            }
        }
        return drawn
    }

    /// The shares of two parts whose mixture is nearest to `sample`, by least squares of the distribution functions.
    private static func shares(of sample: [Double], _ parts: [[Double]]) -> [Double] {
        guard parts.allSatisfy({ !$0.isEmpty }) else { return parts.map { $0.isEmpty ? 0 : 1 } }
        let sorted = parts.map { $0.sorted() }
        let own = sample.sorted()
        var (product, square) = (0.0, 0.0)
        var passed = [0, 0]
        for (rank, value) in own.enumerated() {
            let functions = parts.indices.map { part in
                while passed[part] < sorted[part].count, sorted[part][passed[part]] <= value { passed[part] += 1 }
                return Double(passed[part]) / Double(sorted[part].count)
            }
            let difference = functions[0] - functions[1]
            product += difference * (Double(rank + 1) / Double(own.count) - functions[1])
            square += difference * difference
        }
        let share = square > 0 ? min(1, max(0, product / square)) : 0.5
        return [share, 1 - share]
    }
}
