/// What was measured on one set of galaxies with known classes.
///
/// Every figure is of the labelled predictions; the positive class is the first one. `metrics.accuracy`, `metrics.auc`
/// and the like are those of the whole set, ``coverage`` has the same of its most confident parts.
///
/// As JSON (keys are always there; an undefined figure is null, and `notes` says why):
/// ```
/// { "classes": ["spiral", "elliptical"], "positive_class": "spiral",
///   "n": 124, "unlabelled": 0,
///   "accuracy": {"value": 0.92, "low": 0.86, "high": 0.96, "method": "wilson"},
///   "balanced_accuracy", "precision", "recall", "f1", "roc_auc": the same,
///   "confusion": [[60, 4], [6, 54]],              rows: true class, columns: predicted class
///   "per_class": [{"class", "n", "predicted", "precision", "recall", "f1", "roc_auc"}],
///   "macro": {"n", "precision", "recall", "f1", "roc_auc"},   of more than two classes only
///   "notes": [],
///   "coverage": [{"coverage": 1, "lowest_confidence": 0.51, "n", "accuracy" … "notes"}, 0.75, 0.5],
///   "calibration": {"brier", "expected_calibration_error",
///                   "bins": [{"from", "to", "n", "mean_probability", "share"}]},
///   "confidence_level": 0.95, "bootstrap": {"resamples": 2000, "seed": 0} }
/// ```
@dynamicMemberLookup
public struct Metrics: Codable, Sendable, Equatable {
    /// How the bootstrap drew.
    public struct BootstrapSettings: Codable, Sendable, Equatable {
        public let resamples: Int
        public let seed: UInt64
    }

    /// Names of the classes; the first is the positive one.
    public let classes: [String]
    /// The figures of all labelled predictions.
    public let overall: Scores
    /// Number of predictions without a true class, which count nowhere.
    public let unlabelled: Int
    /// The figures of the most confident parts, as asked for.
    public let coverage: [CoverageScores]
    /// Whether stated probabilities can be believed.
    public let calibration: Calibration
    /// How the bootstrap intervals were drawn.
    public let bootstrap: BootstrapSettings

    /// Measures predictions against the true classes that they carry.
    ///
    /// The most confident part of a set of n at coverage c is its round(c n) most confident predictions, at least one;
    /// equally confident ones are taken in the order of their ids.
    /// - Parameters:
    ///   - predictions: those without a true class are counted in ``unlabelled`` and left out.
    ///   - classes: at least two names, in the order of the probabilities.
    ///   - coverage: shares above 0 and at most 1.
    ///   - resamples: bootstrap sets for the intervals of ROC AUC, F1 and balanced accuracy.
    ///   - seed: of the bootstrap; the same seed gives the same intervals.
    /// - Throws: when nothing is labelled, or a class number or a probability is out of its range.
    public init(
        _ predictions: [Prediction], classes: [String], coverage: [Double] = [1, 0.75, 0.5], resamples: Int = 2000,
        seed: UInt64 = 0
    ) throws(EvaluationError) {
        guard classes.count > 1 else { throw .tooFewClasses(classes) }
        for prediction in predictions {
            try Self.check(prediction, classCount: classes.count)
        }
        if let bad = coverage.first(where: { !($0 > 0 && $0 <= 1) }) { throw .badCoverage(bad) }
        let labelled = Prediction.mostConfidentFirst(predictions)
        guard !labelled.isEmpty else { throw .noLabels(predictions: predictions.count) }

        let overall = Scores(labelled, classes: classes, resamples: resamples, seed: seed)
        self.classes = classes
        self.overall = overall
        unlabelled = predictions.count - labelled.count
        self.coverage = coverage.map { share in
            let kept = max(1, Int((share * Double(labelled.count)).rounded()))
            let scores =
                kept == labelled.count
                ? overall
                : Scores(Array(labelled.prefix(kept)), classes: classes, resamples: resamples, seed: seed)
            return CoverageScores(
                coverage: share, lowestConfidence: labelled[kept - 1].confidence, scores: scores)
        }
        calibration = Calibration(labelled)
        bootstrap = BootstrapSettings(resamples: resamples, seed: seed)
    }

    /// A figure of the whole set.
    public subscript<Value>(dynamicMember figure: KeyPath<Scores, Value>) -> Value {
        overall[keyPath: figure]
    }

    private static func check(_ prediction: Prediction, classCount: Int) throws(EvaluationError) {
        let probabilities = prediction.probabilities
        let sum = probabilities.reduce(0, +)
        let areShares = probabilities.allSatisfy { $0 >= 0 && $0 <= 1 }
        guard probabilities.count == classCount, areShares, abs(sum - 1) <= 1e-3 else {
            throw .badProbabilities(id: prediction.id, probabilities: probabilities, classes: classCount)
        }
        if let truth = prediction.truth, !(0..<classCount).contains(truth) {
            throw .unknownClass(id: prediction.id, truth: truth, classes: classCount)
        }
    }

    enum CodingKeys: String, CodingKey {
        case classes
        case positiveClass = "positive_class"
        case unlabelled, coverage, calibration
        case confidenceLevel = "confidence_level"
        case bootstrap
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        classes = try container.decode([String].self, forKey: .classes)
        overall = try Scores(from: decoder)
        unlabelled = try container.decode(Int.self, forKey: .unlabelled)
        coverage = try container.decode([CoverageScores].self, forKey: .coverage)
        calibration = try container.decode(Calibration.self, forKey: .calibration)
        bootstrap = try container.decode(BootstrapSettings.self, forKey: .bootstrap)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(classes, forKey: .classes)
        try container.encode(classes[0], forKey: .positiveClass)
        try overall.encode(to: encoder)
        try container.encode(unlabelled, forKey: .unlabelled)
        try container.encode(coverage, forKey: .coverage)
        try container.encode(calibration, forKey: .calibration)
        try container.encode(0.95, forKey: .confidenceLevel)
        try container.encode(bootstrap, forKey: .bootstrap)
    }
}
