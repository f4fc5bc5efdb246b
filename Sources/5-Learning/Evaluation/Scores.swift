/// Every figure of one set of labelled predictions. The positive class is the first one; of more than two classes there are
/// means over all, too.
public struct Scores: Codable, Sendable, Equatable {
    /// Number of labelled galaxies.
    public let n: Int
    /// Share of galaxies given their true class.
    public let accuracy: Estimate
    /// Mean of the classes' recalls; nil when the set holds fewer than two classes.
    public let balancedAccuracy: Estimate?
    /// Counts by true class (row) and predicted class (column).
    public let confusion: ConfusionMatrix
    /// One entry a class, in the order of the class list.
    public let perClass: [ClassScores]
    /// Means over the classes; nil of two classes, of which one says all.
    public let macro: MacroScores?
    /// In words: which figures this set does not define, and why.
    public let notes: [String]

    /// Precision of the positive class; nil when no galaxy was given it.
    public var precision: Estimate? { perClass[0].precision }
    /// Recall of the positive class; nil when the set holds no galaxy of it.
    public var recall: Estimate? { perClass[0].recall }
    /// F1 of the positive class; nil when no galaxy is of it or was given it.
    public var f1: Estimate? { perClass[0].f1 }
    /// Area under the ROC curve of the positive class's probability; nil when the set holds one class only.
    public var auc: Estimate? { perClass[0].auc }

    init(_ set: LabelledSet, classes: [String], resamples: Int, seed: UInt64) {
        let confusion = set.confusion(weights: set.ones)
        let bootstrap = Bootstrap(set, resamples: resamples, seed: seed)
        n = set.truths.count
        accuracy = Estimate.proportion(confusion.correct, of: confusion.total)!
        balancedAccuracy = confusion.balancedAccuracy.map { value in
            let recalls = classes.indices.filter { confusion.support($0) > 0 }
                .map { (successes: confusion.truePositives($0), trials: confusion.support($0)) }
            return Estimate(
                value, drawn: bootstrap.balancedAccuracy, orElse: Intervals.meanOfProportions(recalls))
        }
        self.confusion = confusion
        perClass = classes.enumerated().map { number, name in
            ClassScores(name: name, number: number, set: set, confusion: confusion, bootstrap: bootstrap)
        }
        macro = classes.count > 2 ? MacroScores(n: n, perClass, bootstrap: bootstrap) : nil
        notes = Self.notes(confusion, classes: classes)
    }

    private static func notes(_ confusion: ConfusionMatrix, classes: [String]) -> [String] {
        let missing = classes.indices.filter { confusion.support($0) == 0 }
        let isMany = classes.count > 2
        var notes: [String] = []
        if missing.count == classes.count - 1, let only = classes.indices.first(where: { !missing.contains($0) }) {
            notes.append(
                "Every galaxy is of the class '\(classes[only])': ROC AUC and balanced accuracy are undefined.")
        } else if !missing.isEmpty {
            notes.append(
                "No galaxy is of the class \(missing.map { "'\(classes[$0])'" }.joined(separator: " or ")): "
                    + (isMany
                        ? "balanced accuracy, and the means of recall and ROC AUC, are over the other classes."
                        : "balanced accuracy is over the other classes."))
        }
        for number in classes.indices where confusion.predicted(number) == 0 {
            notes.append(
                "No galaxy was given the class '\(classes[number])': its precision is undefined"
                    + (isMany ? " and no part of the mean." : "."))
        }
        return notes
    }

    enum CodingKeys: String, CodingKey {
        case n, accuracy
        case balancedAccuracy = "balanced_accuracy"
        case precision, recall, f1
        case auc = "roc_auc"
        case confusion
        case perClass = "per_class"
        case macro, notes
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        n = try container.decode(Int.self, forKey: .n)
        accuracy = try container.decode(Estimate.self, forKey: .accuracy)
        balancedAccuracy = try container.decodeIfPresent(Estimate.self, forKey: .balancedAccuracy)
        confusion = try container.decode(ConfusionMatrix.self, forKey: .confusion)
        perClass = try container.decode([ClassScores].self, forKey: .perClass)
        macro = try container.decodeIfPresent(MacroScores.self, forKey: .macro)
        notes = try container.decode([String].self, forKey: .notes)
        guard perClass.count > 1, perClass.count == confusion.counts.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .perClass, in: container,
                debugDescription: "\(perClass.count) classes, but a confusion matrix of \(confusion.counts.count)")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(n, forKey: .n)
        // An undefined figure is written as null, so that every key is always there.
        try container.encode(accuracy, forKey: .accuracy)
        try container.encode(balancedAccuracy, forKey: .balancedAccuracy)
        try container.encode(precision, forKey: .precision)
        try container.encode(recall, forKey: .recall)
        try container.encode(f1, forKey: .f1)
        try container.encode(auc, forKey: .auc)
        try container.encode(confusion, forKey: .confusion)
        try container.encode(perClass, forKey: .perClass)
        try container.encodeIfPresent(macro, forKey: .macro)
        try container.encode(notes, forKey: .notes)
    }
}
