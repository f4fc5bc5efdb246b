/// How well one class is recognised, against all others. A figure that the set does not define is nil.
public struct ClassScores: Codable, Sendable, Equatable {
    /// The class's name.
    public let name: String
    /// Number of galaxies of the class.
    public let support: Int
    /// Number of galaxies that were given the class.
    public let predicted: Int
    /// Share of the galaxies given the class that belong to it; nil when none was given it.
    public let precision: Estimate?
    /// Share of the galaxies of the class that were given it; nil when there is none.
    public let recall: Estimate?
    /// Harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN).
    public let f1: Estimate?
    /// Area under the ROC curve of the class's probability; nil when the set holds this class only, or not at all.
    public let auc: Estimate?

    enum CodingKeys: String, CodingKey {
        case name = "class"
        case support = "n"
        case predicted
        case precision, recall, f1
        case auc = "roc_auc"
    }

    init(name: String, number: Int, set: LabelledSet, confusion: ConfusionMatrix, bootstrap: Bootstrap) {
        let support = confusion.support(number)
        let predicted = confusion.predicted(number)
        let truePositives = confusion.truePositives(number)
        self.name = name
        self.support = support
        self.predicted = predicted
        precision = .proportion(truePositives, of: predicted)
        recall = .proportion(truePositives, of: support)
        f1 = confusion.f1(number).map { value in
            Estimate(
                value, drawn: bootstrap.f1[number],
                orElse: Intervals.f1(
                    truePositives: truePositives, mistakes: support + predicted - 2 * truePositives))
        }
        auc = set.rankings[number].areaUnderCurve(weights: set.ones).map { area in
            Estimate(
                area, drawn: bootstrap.areaUnderCurve[number], method: bootstrap.areaMethod,
                orElse: Intervals.areaUnderCurve(
                    area, positives: support, negatives: set.truths.count - support))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(support, forKey: .support)
        try container.encode(predicted, forKey: .predicted)
        // An undefined figure is written as null, so that every key is always there.
        try container.encode(precision, forKey: .precision)
        try container.encode(recall, forKey: .recall)
        try container.encode(f1, forKey: .f1)
        try container.encode(auc, forKey: .auc)
    }
}
