/// How the share of mistakes falls where the least confident galaxies are left out.
///
/// As JSON: `{"area", "excess_area", "curve": [{"coverage", "n", "risk"}]}`.
public struct RiskCoverage: Codable, Sendable, Equatable {
    /// The share of mistakes among the most confident part of a set.
    public struct Point: Codable, Sendable, Equatable {
        /// Share of the set that is kept.
        public let coverage: Double
        /// Number of galaxies that are kept.
        public let n: Int
        /// Share of them that were given a wrong class.
        public let risk: Estimate
    }

    /// Area under the risk-coverage curve (AURC): the mean share of mistakes among the k most confident, over all k. 0 is
    /// perfect.
    ///
    /// Source: Geifman & El-Yaniv 2017, NeurIPS, "Selective Classification for Deep Neural Networks"; of equal confidences
    /// the mean over their orders.
    public let area: Estimate
    /// What of it a better order of the same mistakes would have spared (excess AURC): ``area`` minus that of an order
    /// with every mistake at the end.
    ///
    /// Source: Geifman, Uziel & El-Yaniv 2019, ICLR, "Bias-Reduced Uncertainty Estimation", section 3.
    public let excessArea: Estimate
    /// At most twenty points, the smallest part first. Equal confidences are kept or left out together.
    public let curve: [Point]

    enum CodingKeys: String, CodingKey {
        case area
        case excessArea = "excess_area"
        case curve
    }

    /// - Parameter ranked: the confidences; positive where the class that was given is the true one.
    init(_ ranked: RankedScores, resamples: Int, seed: UInt64) {
        let total = ranked.exact.total
        let harmonic = ScoreCells.harmonicNumbers(to: total)
        let steps = ranked.exact.risks()
        func area(_ cells: ScoreCells, _ counts: [Int]) -> Double? {
            cells.riskCoverageArea(counts, harmonic: harmonic)
        }
        // With no mistake, or nothing else, no order matters: the area is the share of mistakes.
        let share = Intervals.wilson(successes: Double(steps[steps.count - 1].mistakes), trials: Double(total))
        let figures = [
            RankedScores.Figure(
                value: area, closedForm: { min($0, share.lowerBound)...max($0, share.upperBound) }),
            RankedScores.Figure(
                value: { cells, counts in
                    area(cells, counts).flatMap { area in
                        cells.leastRiskCoverageArea(counts, harmonic: harmonic).map { max(0, area - $0) }
                    }
                },
                closedForm: { 0...max($0, min(share.upperBound, 1 - share.lowerBound)) }),
        ]
        let estimates = ranked.estimates(figures, resamples: resamples, seed: seed)
        self.area = estimates[0]!
        excessArea = estimates[1]!
        var curve: [Point] = []
        for twentieth in 1...20 {
            // The smallest part that holds at least so many: it ends where a run of equal confidences does.
            let wanted = (twentieth * total + 19) / 20
            guard let step = steps.first(where: { $0.kept >= wanted }), step.kept > curve.last?.n ?? 0 else { continue }
            curve.append(
                Point(
                    coverage: Double(step.kept) / Double(total), n: step.kept,
                    risk: .proportion(step.mistakes, of: step.kept)!))
        }
        self.curve = curve
    }
}
