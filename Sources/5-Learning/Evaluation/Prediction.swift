/// What a classifier said of one galaxy, and what the galaxy is, where that is known.
public struct Prediction: Sendable, Equatable, Codable {
    /// The galaxy's identifier in its manifest.
    public let id: String
    /// Number of the true class; nil where no label is known.
    public let truth: Int?
    /// One probability a class, in the order of the class list; the sum is 1.
    public let probabilities: [Double]
    /// The picture that was classified; reports show it beside a mistake.
    public let file: String?

    public init(id: String, truth: Int?, probabilities: [Double], file: String? = nil) {
        self.id = id
        self.truth = truth
        self.probabilities = probabilities
        self.file = file
    }

    /// Number of the most probable class; the lowest number where several are equally probable.
    public var predicted: Int {
        var best = 0
        for (index, probability) in probabilities.enumerated() where probability > probabilities[best] {
            best = index
        }
        return best
    }

    /// Probability of the predicted class, from 1/classes to 1.
    public var confidence: Double {
        probabilities.max() ?? 0
    }

    /// The labelled predictions, the most confident first; equal confidences by id, then in the order given.
    static func mostConfidentFirst(_ predictions: [Prediction]) -> [Prediction] {
        predictions.enumerated()
            .filter { $0.element.truth != nil }
            .map { (confidence: $0.element.confidence, offset: $0.offset, prediction: $0.element) }
            .sorted { left, right in
                if left.confidence != right.confidence { return left.confidence > right.confidence }
                if left.prediction.id != right.prediction.id { return left.prediction.id < right.prediction.id }
                return left.offset < right.offset
            }
            .map(\.prediction)
    }
}
