/// Nonconformity scores of calibration galaxies of one class, with weights: what a conformal quantile is looked up in.
///
/// A class belongs to a galaxy's set unless its conformal p-value is `alpha` or less. With all weights 1 that is the
/// usual rule, score ≤ the ⌈(n + 1)(1 − alpha)⌉-th smallest (Vovk, Gammerman & Shafer 2005, *Algorithmic Learning in a
/// Random World*, section 2.2); with a likelihood ratio as weight it is the weighted rule (Tibshirani, Barber, Candès &
/// Ramdas 2019, "Conformal Prediction Under Covariate Shift", equation 7).
struct ConformalScores: Sendable, Equatable {
    /// Rising.
    private let scores: [Double]
    /// Weight of the scores before each place, and after the last that of all.
    private let weightBefore: [Double]

    /// - Parameter weights: one a score, 0 or more; nil where all are 1.
    init(_ scores: [Double], weights: [Double]? = nil) {
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        self.scores = order.map { scores[$0] }
        var sum = 0.0
        weightBefore =
            [0]
            + order.map {
                sum += weights?[$0] ?? 1
                return sum
            }
    }

    var count: Int { scores.count }

    /// The conformal p-value of a galaxy: the weighted share of scores, its own among them, that are as large as its own
    /// or larger.
    ///
    /// - Parameter weight: its own likelihood ratio; infinite where the calibration says nothing of such galaxies.
    func pValue(of score: Double, weight: Double = 1) -> Double {
        guard weight.isFinite else { return 1 }
        var (low, high) = (0, scores.count)
        while low < high {
            let middle = (low + high) / 2
            if scores[middle] < score { low = middle + 1 } else { high = middle }
        }
        let all = weightBefore[scores.count]
        let total = all + weight
        return total > 0 ? (all - weightBefore[low] + weight) / total : 1
    }
}
