internal import Confidence

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
///   "calibration": {"brier", "expected_calibration_error",                     of the positive class
///                   "bins": [{"from", "to", "n", "mean_probability", "share"}],
///                   "per_class": [{"class", "brier", "expected_calibration_error": with intervals,
///                                  "debiased_root_mean_square_error": 0.021, "bins"}],
///                   "confidence": the same of the class that was given},
///   "risk_coverage": {"area", "excess_area", "curve": [{"coverage", "n", "risk"}]},
///   "threshold": {"chosen", "best", "best_threshold", "regret"},               of two classes only
///   "prediction_sets": {"level", "n", "coverage", "mean_size", "sizes", "per_class"},   where sets were made
///   "by_magnitude", "by_size": {"unknown", "terciles": [{"from", "to", "n", "accuracy" …}]},   where known
///   "out_of_distribution": {"level", "n", "share"},                            where p-values were made
///   "predicted_accuracy": {"source_n", "confidence_difference", "thresholded" …},   where the source's scores are known
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
    /// The mistakes among the most confident galaxies; nil in files of older versions.
    public let riskCoverage: RiskCoverage?
    /// What the threshold costs; nil of more than two classes, of a set of one class, and in files of older versions.
    public let threshold: ThresholdRegret?
    /// The prediction sets; nil where none was made.
    public let sets: SetScores?
    /// Terciles by magnitude; nil where too few magnitudes are known.
    public let byMagnitude: Strata?
    /// Terciles by size; nil where too few sizes are known.
    public let bySize: Strata?
    /// Galaxies that look unlike clean ones; nil where no p-value was made.
    public let outOfDistribution: OutOfDistribution?
    /// The accuracy that confidences alone foretell, to be held against the true one; nil where nothing is known of the source.
    public let predictedAccuracy: PredictedAccuracy?
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
    ///   - setLevel: the coverage that the predictions' sets were made for, such as 0.95; nil where it is not known.
    ///   - source: how the classifier did on galaxies of its own survey; nil where it is not known.
    ///   - resamples: bootstrap sets for the intervals that have no closed form.
    ///   - seed: of the bootstrap; the same seed gives the same intervals.
    /// - Throws: when nothing is labelled, or a class number, a set, a probability or a p-value is out of its range.
    public init(
        _ predictions: [Prediction], classes: [String], coverage: [Double] = [1, 0.75, 0.5],
        setLevel: Double? = nil, source: SourceScores? = nil, resamples: Int = 2000, seed: UInt64 = 0
    ) throws(EvaluationError) {
        guard classes.count > 1 else { throw .tooFewClasses(classes) }
        for prediction in predictions {
            try Self.check(prediction, classCount: classes.count)
        }
        if let bad = coverage.first(where: { !($0 > 0 && $0 <= 1) }) { throw .badCoverage(bad) }
        let labelled = Prediction.mostConfidentFirst(predictions)
        guard !labelled.isEmpty else { throw .noLabels(predictions: predictions.count) }

        let set = LabelledSet(labelled, classCount: classes.count)
        let overall = Scores(set, classes: classes, resamples: resamples, seed: seed)
        self.classes = classes
        self.overall = overall
        unlabelled = predictions.count - labelled.count
        self.coverage = coverage.map { share in
            let kept = max(1, Int((share * Double(labelled.count)).rounded()))
            let scores =
                kept == labelled.count
                ? overall
                : Scores(
                    LabelledSet(Array(labelled.prefix(kept)), classCount: classes.count), classes: classes,
                    resamples: resamples, seed: seed)
            return CoverageScores(
                coverage: share, lowestConfidence: labelled[kept - 1].confidence, scores: scores)
        }
        let confidences = RankedScores(
            scores: labelled.map(\.confidence), isPositive: labelled.map { $0.truth == $0.predicted })
        calibration = Calibration(
            set, confidences: confidences, classes: classes, resamples: resamples, seed: seed)
        riskCoverage = RiskCoverage(confidences, resamples: resamples, seed: seed)
        threshold = ThresholdRegret(set, resamples: resamples, seed: seed)
        sets = SetScores(labelled, classes: classes, level: setLevel, resamples: resamples, seed: seed)
        byMagnitude = Strata(
            labelled, by: \.magnitude, classCount: classes.count, resamples: resamples, seed: seed)
        bySize = Strata(labelled, by: \.size, classCount: classes.count, resamples: resamples, seed: seed)
        outOfDistribution = OutOfDistribution(labelled)
        predictedAccuracy = source.map {
            PredictedAccuracy(source: $0, target: labelled.map(\.confidence), resamples: resamples, seed: seed)
        }
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
        if let set = prediction.set, Set(set).count < set.count || !set.allSatisfy((0..<classCount).contains) {
            throw .badSet(id: prediction.id, set: set, classes: classCount)
        }
        if let value = prediction.oodPValue, !(value >= 0 && value <= 1) {
            throw .badPValue(id: prediction.id, value: value)
        }
    }

    enum CodingKeys: String, CodingKey {
        case classes
        case positiveClass = "positive_class"
        case unlabelled, coverage, calibration
        case riskCoverage = "risk_coverage"
        case threshold
        case sets = "prediction_sets"
        case byMagnitude = "by_magnitude"
        case bySize = "by_size"
        case outOfDistribution = "out_of_distribution"
        case predictedAccuracy = "predicted_accuracy"
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
        riskCoverage = try container.decodeIfPresent(RiskCoverage.self, forKey: .riskCoverage)
        threshold = try container.decodeIfPresent(ThresholdRegret.self, forKey: .threshold)
        sets = try container.decodeIfPresent(SetScores.self, forKey: .sets)
        byMagnitude = try container.decodeIfPresent(Strata.self, forKey: .byMagnitude)
        bySize = try container.decodeIfPresent(Strata.self, forKey: .bySize)
        outOfDistribution = try container.decodeIfPresent(OutOfDistribution.self, forKey: .outOfDistribution)
        predictedAccuracy = try container.decodeIfPresent(PredictedAccuracy.self, forKey: .predictedAccuracy)
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
        try container.encodeIfPresent(riskCoverage, forKey: .riskCoverage)
        try container.encodeIfPresent(threshold, forKey: .threshold)
        try container.encodeIfPresent(sets, forKey: .sets)
        try container.encodeIfPresent(byMagnitude, forKey: .byMagnitude)
        try container.encodeIfPresent(bySize, forKey: .bySize)
        try container.encodeIfPresent(outOfDistribution, forKey: .outOfDistribution)
        try container.encodeIfPresent(predictedAccuracy, forKey: .predictedAccuracy)
        try container.encode(0.95, forKey: .confidenceLevel)
        try container.encode(bootstrap, forKey: .bootstrap)
    }
}
