/// The labelled predictions of a set, ranked by the probability of one class: what ROC curves are made of.
struct Ranking {
    /// Positions in the set, the highest probability first.
    let order: [Int]
    /// Ends (exclusive) in `order` of the runs of equal probability.
    let runEnds: [Int]
    /// Whether each prediction, by its position in the set, belongs to the class.
    let isPositive: [Bool]

    init(scores: [Double], isPositive: [Bool]) {
        precondition(scores.count == isPositive.count)
        let order = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
        var runEnds: [Int] = []
        for place in order.indices where place + 1 == order.count || scores[order[place]] != scores[order[place + 1]] {
            runEnds.append(place + 1)
        }
        self.order = order
        self.runEnds = runEnds
        self.isPositive = isPositive
    }

    /// Area under the ROC curve (the share of positive-negative pairs in the right order, ties counting one half) when
    /// prediction i counts `weights[i]` times; nil when the weighted set holds one class only.
    func areaUnderCurve(weights: [Int32]) -> Double? {
        var positives = 0
        var negatives = 0
        var doubledPairs = 0
        var place = 0
        for end in runEnds {
            var positivesInRun = 0
            var negativesInRun = 0
            while place < end {
                let index = order[place]
                let weight = Int(weights[index])
                if isPositive[index] { positivesInRun += weight } else { negativesInRun += weight }
                place += 1
            }
            doubledPairs += negativesInRun * (2 * positives + positivesInRun)
            positives += positivesInRun
            negatives += negativesInRun
        }
        guard positives > 0, negatives > 0 else { return nil }
        return Double(doubledPairs) / (2 * Double(positives) * Double(negatives))
    }
}
