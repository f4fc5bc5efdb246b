internal import Glibc

/// How much each galaxy moves an area under the ROC curve: intervals of large sets without drawing them anew.
///
/// Source: DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44, 837; the areas of several classes over the same galaxies are
/// added galaxy by galaxy, so that their correlation counts.
struct AreaInfluence {
    /// n · (share of the pairs of a galaxy that are in order − area) / (galaxies of its kind), one a galaxy.
    private var values: [Double]
    private var area: Double

    /// Nil where the set holds one class only.
    init?(_ ranking: Ranking) {
        guard let area = ranking.areaUnderCurve(weights: [Int32](repeating: 1, count: ranking.scores.count)) else {
            return nil
        }
        let total = Double(ranking.scores.count)
        let positives = Double(ranking.isPositive.count { $0 })
        let negatives = total - positives
        var values = [Double](repeating: 0, count: ranking.scores.count)
        var (above, below, place) = (0.0, negatives, 0)
        for end in ranking.runEnds {
            let run = ranking.order[place..<end]
            let own = Double(run.count { ranking.isPositive[$0] })
            let others = Double(run.count) - own
            below -= others
            for row in run {
                values[row] =
                    ranking.isPositive[row]
                    ? ((below + others / 2) / negatives - area) * total / positives
                    : ((above + own / 2) / positives - area) * total / negatives
            }
            above += own
            place = end
        }
        (self.values, self.area) = (values, area)
    }

    /// That of the mean of several areas over the same galaxies; nil of none.
    init?(meanOf all: [AreaInfluence]) {
        guard var mean = all.first else { return nil }
        for other in all.dropFirst() {
            mean.area += other.area
            for row in mean.values.indices { mean.values[row] += other.values[row] }
        }
        mean.area /= Double(all.count)
        for row in mean.values.indices { mean.values[row] /= Double(all.count) }
        self = mean
    }

    /// The interval, normal in log(area / (1 − area)); nil of an area of 0 or 1.
    var interval: ClosedRange<Double>? {
        guard area > 0, area < 1 else { return nil }
        let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count) / Double(values.count)
        let half = Intervals.z * variance.squareRoot() / (area * (1 - area))
        func at(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }
        let logit = log(area / (1 - area))
        return at(logit - half)...at(logit + half)
    }
}
