import Randomness

/// The accuracy on a target set, told from confidences alone: no label of the target is looked at.
///
/// ```swift
/// let source = SourceScores(calibrationPredictions)!
/// print(PredictedAccuracy(source: source, target: catalogue.map(\.confidence)).thresholded.value)
/// ```
/// As JSON: `{"source_n", "source_accuracy", "threshold", "confidence_difference", "thresholded"}`. Both predictions assume
/// that a confidence means in the target what it means in the source; where the images changed so that it does not, they
/// mislead.
public struct PredictedAccuracy: Codable, Sendable, Equatable {
    /// Number of galaxies of the source.
    public let sourceN: Int
    /// Their accuracy.
    public let sourceAccuracy: Estimate
    /// Accuracy of the source − (its mean confidence − the target's), held to 0…1: difference of confidences (DoC).
    ///
    /// Source: Guillory et al. 2021, ICCV, "Predicting with Confidence on Unseen Distributions", section 3.
    public let confidenceDifference: Estimate
    /// Share of the target above ``threshold``: average thresholded confidence (ATC).
    ///
    /// Source: Garg et al. 2022, ICLR, "Leveraging Unlabeled Data to Predict Out-of-Distribution Performance", equations 1
    /// and 2, with the confidence as score.
    public let thresholded: Estimate
    /// The confidence that as large a share of the source lies above as is correct.
    public let threshold: Double

    enum CodingKeys: String, CodingKey {
        case sourceN = "source_n"
        case sourceAccuracy = "source_accuracy"
        case confidenceDifference = "confidence_difference"
        case thresholded, threshold
    }

    /// - Parameters:
    ///   - target: probability of the class that was given, one a galaxy of the target; at least one.
    ///   - resamples: bootstrap sets of source and target for the intervals.
    public init(source: SourceScores, target: [Double], resamples: Int = 2000, seed: UInt64 = 0) {
        precondition(!target.isEmpty, "no accuracy of no galaxies")
        let source = RankedScores(scores: source.confidences, isPositive: source.isCorrect)
        let target = RankedScores(scores: target, isPositive: [Bool](repeating: false, count: target.count))
        let correct = source.exact.positives(source.exact.counts)
        sourceN = source.exact.total
        let accuracy = Estimate.proportion(correct, of: sourceN)!
        sourceAccuracy = accuracy

        // Drawn sets of the source and of the target, one with one.
        let lead = source.cells.draws(resamples: resamples, seed: seed, [source.cells.lead])[0]
        let means = target.cells.draws(resamples: resamples, seed: seed &+ 1, [target.cells.meanScore])[0]
        func held(_ value: Double) -> Double { min(1, max(0, value)) }
        let difference = held(source.exact.lead(source.exact.counts)! + target.exact.meanScore(target.exact.counts)!)
        confidenceDifference = Estimate(
            difference, drawn: Bootstrap.interval(zip(lead, means).map { held($0 + $1) }),
            orElse: accuracy.low...accuracy.high)

        let level = source.exact.level(source.exact.counts)
        threshold = source.exact.ranges[level.cell].lowerBound
        let value = TargetShares(target.exact, by: source.exact).above(level)
        let shares = TargetShares(target.exact, by: source.cells)
        let shift = value - shares.above(source.cells.level(source.cells.counts))
        var generator = SeededGenerator(seed &+ 2)
        let size = target.exact.total
        let drawn = source.cells.draws(
            resamples: resamples, seed: seed,
            [
                { counts in
                    let share = held(shares.above(source.cells.level(counts)) + shift)
                    return Double(generator.successes(in: size, probability: share)) / Double(size)
                }
            ])[0]
        thresholded = Estimate(
            value, drawn: Bootstrap.interval(drawn),
            orElse: Intervals.wilson(
                successes: value * Double(size), trials: Double(size)))
    }
}

/// Shares of a target's scores above the cells of a source, and within them.
private struct TargetShares {
    private var above: [Double] = []
    private var within: [Double] = []

    init(_ target: ScoreCells, by source: ScoreCells) {
        let total = Double(target.total)
        var (place, passed) = (0, 0)
        // How many of the target's scores, the highest first, fulfil a condition that no later one does.
        func count(while isPassed: (Double) -> Bool) -> Int {
            while place < target.cellCount, isPassed(target.ranges[place].lowerBound) {
                passed += target.counts[2 * place] + target.counts[2 * place + 1]
                place += 1
            }
            return passed
        }
        for range in source.ranges {
            let higher = count { $0 > range.upperBound }
            let all = count { $0 >= range.lowerBound }
            above.append(Double(higher) / total)
            within.append(Double(all - higher) / total)
        }
    }

    /// Share above a level: a part of the cell that it lies in, in proportion.
    func above(_ level: (cell: Int, part: Double)) -> Double { above[level.cell] + level.part * within[level.cell] }
}

extension ScoreCells {
    /// Number of positives of a set with these counts.
    fileprivate func positives(_ counts: [Int]) -> Int { (0..<cellCount).reduce(0) { $0 + counts[2 * $1 + 1] } }

    /// Mean score of a set with these counts.
    fileprivate func meanScore(_ counts: [Int]) -> Double? {
        let sums = counts.indices.reduce((sum: 0.0, n: 0)) {
            ($0.sum + Double(counts[$1]) * means[$1], $0.n + counts[$1])
        }
        return sums.n > 0 ? sums.sum / Double(sums.n) : nil
    }

    /// Share of positives − mean score: how much better the set is than its confidences.
    fileprivate func lead(_ counts: [Int]) -> Double? {
        meanScore(counts).map { Double(positives(counts)) / Double(counts.reduce(0, +)) - $0 }
    }

    /// The level that as many rows lie above as are positive: a cell, and the part of it that lies above.
    fileprivate func level(_ counts: [Int]) -> (cell: Int, part: Double) {
        var left = positives(counts)
        for cell in 0..<cellCount {
            let size = counts[2 * cell] + counts[2 * cell + 1]
            if size > 0, left <= size { return (cell, Double(left) / Double(size)) }
            left -= size
        }
        return (cellCount - 1, 1)
    }
}
