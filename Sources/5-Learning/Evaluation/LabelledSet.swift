/// The labelled predictions of one set as plain numbers, for counting and for drawing bootstrap sets.
struct LabelledSet {
    let classCount: Int
    let truths: [Int]
    let predicted: [Int]
    /// One ranking a class.
    let rankings: [Ranking]

    /// Takes predictions that all have a true class.
    init(_ predictions: [Prediction], classCount: Int) {
        let truths = predictions.map { $0.truth! }
        self.classCount = classCount
        self.truths = truths
        predicted = predictions.map(\.predicted)
        rankings = (0..<classCount).map { number in
            Ranking(scores: predictions.map { $0.probabilities[number] }, isPositive: truths.map { $0 == number })
        }
    }

    /// Counts by true class (row) and predicted class (column) when prediction i counts `weights[i]` times.
    func confusion(weights: [Int32]) -> ConfusionMatrix {
        var counts = [Int](repeating: 0, count: classCount * classCount)
        for index in truths.indices {
            counts[truths[index] * classCount + predicted[index]] += Int(weights[index])
        }
        return ConfusionMatrix(flat: counts, classCount: classCount)
    }

    /// Every prediction once.
    var ones: [Int32] { [Int32](repeating: 1, count: truths.count) }
}
