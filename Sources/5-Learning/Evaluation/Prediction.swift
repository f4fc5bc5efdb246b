public import Confidence

/// What a classifier said of one galaxy, and what the galaxy is, where that is known.
public struct Prediction: Sendable, Equatable {
    /// The galaxy's identifier in its manifest.
    public let id: String
    /// Number of the true class; nil where no label is known.
    public let truth: Int?
    /// One probability a class, in the order of the class list; the sum is 1.
    public let probabilities: [Double]
    /// The picture that was classified; reports show it beside a mistake.
    public let file: String?
    /// Numbers of the classes in its prediction set, rising; nil where none was made.
    public let set: [Int]?
    /// How well its picture fits those of clean galaxies, as a p-value; nil where it was not asked.
    public let oodPValue: Double?
    /// Magnitude and size, NaN where one is not known; nil where neither was looked for.
    public let covariates: Covariates?

    /// - Parameters:
    ///   - set: class numbers without repeats, in whatever order.
    ///   - oodPValue: 0…1.
    public init(
        id: String, truth: Int?, probabilities: [Double], file: String? = nil, set: [Int]? = nil,
        oodPValue: Double? = nil, covariates: Covariates? = nil
    ) {
        self.id = id
        self.truth = truth
        self.probabilities = probabilities
        self.file = file
        self.set = set?.sorted()
        self.oodPValue = oodPValue
        self.covariates = covariates
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
        var entries: [(confidence: Double, position: Int)] = []
        for (position, prediction) in predictions.enumerated() where prediction.truth != nil {
            entries.append((prediction.confidence, position))
        }
        entries.sort { left, right in
            if left.confidence != right.confidence { return left.confidence > right.confidence }
            let ids = (predictions[left.position].id, predictions[right.position].id)
            return ids.0 != ids.1 ? ids.0 < ids.1 : left.position < right.position
        }
        return entries.map { predictions[$0.position] }
    }
}
