/// The receiver operating characteristic of one class against the others.
public struct ROCCurve: Sendable, Equatable {
    /// One working point of the classifier.
    public struct Point: Sendable, Equatable {
        /// Share of the other classes' galaxies at or above the threshold, 0…1.
        public let falsePositiveRate: Double
        /// Share of the class's galaxies at or above the threshold, 0…1.
        public let truePositiveRate: Double
        /// The class's probability from which on a galaxy is taken; infinite at the origin.
        public let threshold: Double
    }

    /// From (0, 0) to (1, 1), one point where the curve turns.
    public let points: [Point]

    /// The curve of `classNumber` over the labelled predictions; nil when they hold that class only, or not at all.
    public init?(_ predictions: [Prediction], classNumber: Int) {
        let labelled = predictions.filter { $0.truth != nil }
        let scores = labelled.map { $0.probabilities[classNumber] }
        let isPositive = labelled.map { $0.truth == classNumber }
        let positives = isPositive.count { $0 }
        let negatives = isPositive.count - positives
        guard positives > 0, negatives > 0 else { return nil }

        let ranking = Ranking(scores: scores, isPositive: isPositive)
        var counts = [(positives: 0, negatives: 0, threshold: Double.infinity)]
        var place = 0
        for end in ranking.runEnds {
            var next = counts[counts.count - 1]
            next.threshold = scores[ranking.order[end - 1]]
            while place < end {
                if isPositive[ranking.order[place]] { next.positives += 1 } else { next.negatives += 1 }
                place += 1
            }
            // A point in the middle of a straight stretch is replaced by the stretch's end.
            if counts.count > 1 {
                let last = counts[counts.count - 1]
                let before = counts[counts.count - 2]
                let turn =
                    (last.positives - before.positives) * (next.negatives - last.negatives)
                    - (next.positives - last.positives) * (last.negatives - before.negatives)
                if turn == 0 { counts.removeLast() }
            }
            counts.append(next)
        }
        points = counts.map {
            Point(
                falsePositiveRate: Double($0.negatives) / Double(negatives),
                truePositiveRate: Double($0.positives) / Double(positives), threshold: $0.threshold)
        }
    }
}
