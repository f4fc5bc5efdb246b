/// What the threshold costs: how much balanced accuracy the best threshold would have given beyond that of the chosen one.
///
/// Of two classes; the threshold is one on the probability of the positive class, and the chosen one is a half.
/// As JSON: `{"chosen", "best_threshold", "best", "regret"}`.
public struct ThresholdRegret: Codable, Sendable, Equatable {
    /// Balanced accuracy at the chosen threshold.
    public let chosen: Double
    /// The best threshold: halfway between the probabilities that it parts; of several as good ones the nearest to a half.
    public let bestThreshold: Double
    /// Balanced accuracy at the best threshold, chosen on this very set.
    public let best: Double
    /// ``best`` − ``chosen``, 0 or more. The best of many thresholds profits from noise; the interval is freed of that, so
    /// that it may lie below the figure (``Estimate/Method``).
    public let regret: Estimate

    enum CodingKeys: String, CodingKey {
        case chosen
        case bestThreshold = "best_threshold"
        case best, regret
    }

    /// Nil of more than two classes, and where the set holds one class only.
    init?(_ set: LabelledSet, resamples: Int, seed: UInt64) {
        guard set.classCount == 2 else { return nil }
        // Probabilities may sum to a little more or less than 1: scaled, the greater one is at least a half.
        let scores = zip(set.rankings[0].scores, set.rankings[1].scores).map { $0 / ($0 + $1) }
        let ranked = RankedScores(scores: scores, isPositive: set.rankings[0].isPositive)
        guard let found = ranked.exact.bestThreshold(ranked.exact.counts) else { return nil }
        chosen = found.chosen
        bestThreshold = found.threshold
        best = found.best
        // Where no drawn set has another regret, the recalls are bounded as those without a mistake.
        let bound = MacroScores.mean(
            [0, 1].map { number in
                Intervals.wilson(successes: 0, trials: Double(set.truths.count { $0 == number })).upperBound
            })!
        let figure = RankedScores.Figure(
            value: { cells, counts in cells.bestThreshold(counts).map { $0.best - $0.chosen } }, isInflated: true,
            closedForm: { max(0, $0 - bound)...min(1, $0 + bound) })
        regret = ranked.estimates([figure], resamples: resamples, seed: seed)[0]!
    }
}

extension ScoreCells {
    /// The balanced accuracy from a half on, and that of the best threshold, of a set with these counts; nil where it holds
    /// one class only.
    func bestThreshold(_ counts: [Int]) -> (chosen: Double, best: Double, threshold: Double)? {
        var (others, positives) = (0, 0)
        for cell in 0..<cellCount {
            others += counts[2 * cell]
            positives += counts[2 * cell + 1]
        }
        guard others > 0, positives > 0 else { return nil }
        let (perOther, perPositive) = (0.5 / Double(others), 0.5 / Double(positives))
        var (taken, mistaken) = (0, 0)
        var chosen = 0.5
        // Nothing is taken at first: half of the recalls are right.
        var (best, threshold) = (0.5, 1.0)
        for cell in 0..<cellCount {
            taken += counts[2 * cell + 1]
            mistaken += counts[2 * cell]
            let accuracy = 0.5 + Double(taken) * perPositive - Double(mistaken) * perOther
            if tenths[cell] >= 5 { chosen = accuracy }
            guard accuracy >= best else { continue }
            let between = cell + 1 < cellCount ? (score(cell) + score(cell + 1)) / 2 : 0
            if accuracy > best || abs(between - 0.5) < abs(threshold - 0.5) { (best, threshold) = (accuracy, between) }
        }
        return (chosen, max(best, chosen), threshold)
    }

    /// Mean score of the rows of a cell.
    private func score(_ cell: Int) -> Double {
        let (others, own) = (Double(counts[2 * cell]), Double(counts[2 * cell + 1]))
        return (others * means[2 * cell] + own * means[2 * cell + 1]) / (others + own)
    }
}
