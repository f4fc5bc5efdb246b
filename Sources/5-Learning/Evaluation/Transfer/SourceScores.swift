public import Confidence

/// How confident a classifier was of galaxies of its own survey that it did not learn from, and whether it was right: what its
/// accuracy elsewhere is predicted from.
public struct SourceScores: Sendable, Equatable {
    /// Probability of the class that was given, one a galaxy.
    public let confidences: [Double]
    /// Whether that class was the true one.
    public let isCorrect: [Bool]

    /// - Precondition: as many of both, at least one.
    public init(confidences: [Double], isCorrect: [Bool]) {
        precondition(
            !confidences.isEmpty && confidences.count == isCorrect.count,
            "\(confidences.count) confidences of \(isCorrect.count) galaxies")
        self.confidences = confidences
        self.isCorrect = isCorrect
    }

    /// Those of the galaxies that a run's prediction sets were calibrated on; nil where a file of an earlier version does not
    /// have them.
    public init?(_ sets: PredictionSets) {
        guard let (confidences, isCorrect) = sets.answers, !confidences.isEmpty else { return nil }
        self.init(confidences: confidences, isCorrect: isCorrect)
    }

    /// Those of the labelled predictions; nil where there is none.
    public init?(_ predictions: [Prediction]) {
        let labelled = predictions.filter { $0.truth != nil }
        guard !labelled.isEmpty else { return nil }
        self.init(confidences: labelled.map(\.confidence), isCorrect: labelled.map { $0.truth == $0.predicted })
    }

    /// Share of the galaxies that were given their true class.
    public var accuracy: Double { Double(isCorrect.count { $0 }) / Double(isCorrect.count) }
}
