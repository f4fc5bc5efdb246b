/// The labelled predictions of a set, ranked by the probability of one class: what ROC curves are made of.
struct Ranking {
    /// The probability of each prediction, by its position in the set.
    let scores: [Double]
    /// Positions in the set, the highest probability first.
    let order: [Int]
    /// Ends (exclusive) in `order` of the runs of equal probability.
    let runEnds: [Int]
    /// Whether each prediction, by its position in the set, belongs to the class.
    let isPositive: [Bool]

    init(scores: [Double], isPositive: [Bool]) {
        precondition(scores.count == isPositive.count)
        // Scores lie beside the positions that are sorted, so that a set of many is not looked up all over.
        var entries = scores.enumerated().map { (score: $0.element, position: $0.offset) }
        entries.sort { $0.score != $1.score ? $0.score > $1.score : $0.position < $1.position }
        let order = entries.map(\.position)
        var runEnds: [Int] = []
        for place in order.indices where place + 1 == order.count || scores[order[place]] != scores[order[place + 1]] {
            runEnds.append(place + 1)
        }
        self.scores = scores
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
