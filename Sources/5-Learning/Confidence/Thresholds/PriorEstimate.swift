internal import Glibc
internal import Randomness

/// The share of class 0 among a target survey's galaxies, by maximum likelihood, where only that share differs from the
/// source survey's.
///
/// Found by ``ShareSearch``. It holds once scores mean the same in both surveys, and no sooner: of scores that have moved
/// it makes any share. Odds that are not calibrated bias it (Alexandari, Kundaje & Shrikumar 2020);
/// ``ClassShapes/logOdds(at:)`` are.
public struct PriorEstimate: Sendable, Equatable, Codable {
    /// Share of class 0, 0…1.
    public let share: Double
    /// Its 95 % interval, of sets drawn with replacement.
    public let low: Double
    public let high: Double
    /// Galaxies that it was found from.
    public let galaxies: Int

    /// - Parameters:
    ///   - target: scores of the target survey's galaxies, as source scores: log odds of class 0 in the source survey.
    ///   - prior: share of class 0 that those log odds are of, 0 < π < 1.
    ///   - resamples: sets drawn with replacement.
    ///   - seed: decides which.
    /// - Returns: nil for fewer than 50 galaxies.
    public init?(target: ScoreHistogram, prior: Double, resamples: Int = 200, seed: UInt64 = 0) {
        precondition(prior > 0 && prior < 1, "a share of \(prior)")
        guard target.total >= 50 else { return nil }
        share = Self.share(of: target, prior)
        var generator = SeededGenerator(seed, 0x9A10)
        let drawn = (0..<resamples).map { _ in Self.share(of: target.drawn(using: &generator), prior) }.sorted()
        low = ThresholdEstimate.quantile(drawn, 0.025)
        high = ThresholdEstimate.quantile(drawn, 0.975)
        galaxies = Int(target.total)
    }

    private static func share(of target: ScoreHistogram, _ prior: Double) -> Double {
        let scores = target.filled
        let total = scores.reduce(0) { $0 + $1.count }
        guard total > 0 else { return prior }
        return ShareSearch.shares(from: [prior]) { shares in
            // log odds under the new share
            let shift = log(shares[0] / (1 - shares[0])) - log(prior / (1 - prior))
            let next = scores.reduce(0) { $0 + $1.count / (1 + exp(-$1.score - shift)) } / total
            return [min(max(next, ShareSearch.least), 1 - ShareSearch.least)]
        }[0]
    }
}
