internal import Foundation
internal import Randomness

/// Which calibrator serves a network best, as judged on galaxies that it was not fitted on.
///
/// ```swift
/// let choice = CalibratorChoice(LabelledLogits(logits, truths: truths, classes: 2), seed: 1)
/// print(choice.calibrator, choice.candidates.map(\.loss))
/// ```
public struct CalibratorChoice: Sendable, Equatable {
    /// What was tried, from the simplest on.
    public enum Kind: String, Sendable, CaseIterable, Codable {
        /// No parameter.
        case identity
        /// One.
        case temperature
        /// Two a class; of two classes two in all.
        case vector
        /// As many as the galaxies ask for.
        case isotonic
    }

    /// One that was tried.
    public struct Candidate: Sendable, Equatable {
        public let kind: Kind
        /// Mean negative log-likelihood of the galaxies that it was not fitted on.
        public let loss: Double
        /// How far that lies above the best candidate's, and the standard error of this difference, galaxy by galaxy.
        public let excess, error: Double
    }

    /// The calibrator, fitted on all galaxies.
    public let calibrator: Calibrator
    /// Its kind.
    public let kind: Kind
    /// All that were tried, from the simplest on.
    public let candidates: [Candidate]

    /// Parts for cross-validation; each class needs as many galaxies.
    public static let folds = 5

    /// Takes the simplest kind whose cross-validated loss is within one standard error of the best one's (Breiman et al.
    /// 1984, "Classification and Regression Trees", section 3.4.3; the error is that of the paired difference).
    ///
    /// Memory: some numbers a galaxy; pass at most a few hundred thousand.
    ///
    /// - Parameters:
    ///   - sample: finite logits.
    ///   - groups: rows that stay together, by their places, such as several images of a galaxy; nil: each stands alone. The
    ///     first row's class counts: of each class there must be ``folds`` groups or more, or it traps.
    ///   - seed: decides who is in which part.
    public init(_ sample: LabelledLogits, groups: [[Int]]? = nil, seed: UInt64) {
        let groups = groups ?? (0..<sample.count).map { [$0] }
        let firsts = groups.reduce(into: [Int](repeating: 0, count: sample.classes)) { $0[sample.truths[$1[0]]] += 1 }
        precondition(firsts.allSatisfy { $0 >= Self.folds }, "classes of \(firsts) galaxies for \(Self.folds) parts")
        let parts = StratifiedParts.deal(
            groups: groups, strata: groups.map { sample.truths[$0[0]] },
            shares: [Double](repeating: 1 / Double(Self.folds), count: Self.folds), seed: seed)
        var losses = [[Double]](repeating: [Double](repeating: 0, count: sample.count), count: Kind.allCases.count)
        for fold in parts.indices {
            let known = sample.subset(parts.indices.filter { $0 != fold }.flatMap { parts[$0] }.sorted())
            let unknown = sample.subset(parts[fold])
            for (number, calibrator) in Self.fitted(known).enumerated() {
                for (galaxy, loss) in zip(parts[fold], unknown.losses(calibrator)) { losses[number][galaxy] = loss }
            }
        }
        let means = losses.map { $0.reduce(0, +) / Double(sample.count) }
        let best = means.indices.min { means[$0] < means[$1] } ?? 0
        candidates = Kind.allCases.indices.map { number in
            let excess = means[number] - means[best]
            let spread = zip(losses[number], losses[best]).reduce(0.0) {
                $0 + ($1.0 - $1.1 - excess) * ($1.0 - $1.1 - excess)
            }
            return Candidate(
                kind: Kind.allCases[number], loss: means[number], excess: excess,
                error: (spread / Double(max(1, sample.count - 1)) / Double(sample.count)).squareRoot())
        }
        let simplest = candidates.firstIndex { $0.excess <= $0.error } ?? best
        kind = Kind.allCases[simplest]
        calibrator = Self.fitted(sample)[simplest]
    }

    /// One of each kind. What leaves logits as they are is a temperature of 1: with it they are averaged as logits too.
    private static func fitted(_ sample: LabelledLogits) -> [Calibrator] {
        let temperature = sample.temperature()
        return [
            .temperature(1), .temperature(temperature), .vector(sample.vectorScaling(near: temperature)),
            .isotonic(sample.isotonicMaps()),
        ]
    }
}

extension CalibratorChoice: CustomStringConvertible {
    /// What was chosen, and how well each did on galaxies that it was not fitted on.
    public var description: String {
        let losses = candidates.map { "\($0.kind.rawValue) \(String(format: "%.4f", $0.loss))" }
        return "\(calibrator) (held-out loss: \(losses.joined(separator: ", ")))"
    }
}
