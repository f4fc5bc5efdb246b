public import Files

/// Why a set of predictions cannot be evaluated.
public enum EvaluationError: BadInput, Equatable, Sendable, CustomStringConvertible {
    /// No prediction carries a true class, so that nothing can be measured.
    case noLabels(predictions: Int)
    /// A classifier chooses between at least two classes.
    case tooFewClasses([String])
    /// A true class number that is not one of the classes.
    case unknownClass(id: String, truth: Int, classes: Int)
    /// Probabilities that are not one finite number in 0…1 a class with a sum of 1.
    case badProbabilities(id: String, probabilities: [Double], classes: Int)
    /// A prediction set with a class twice, or with a number that is not one of the classes.
    case badSet(id: String, set: [Int], classes: Int)
    /// A p-value outside 0…1.
    case badPValue(id: String, value: Double)
    /// A share of the set outside 0 < share ≤ 1.
    case badCoverage(Double)

    public var description: String {
        switch self {
        case .noLabels(let predictions):
            "None of the \(predictions) predictions has a true label, so nothing can be measured. "
                + "Evaluate a manifest whose 'label' column is filled."
        case .tooFewClasses(let classes):
            "Evaluation needs at least two classes, not \(classes)."
        case .unknownClass(let id, let truth, let classes):
            "The true class of '\(id)' is number \(truth), but the model knows only 0 to \(classes - 1)."
        case .badProbabilities(let id, let probabilities, let classes):
            "The probabilities of '\(id)' are \(probabilities): not \(classes) numbers between 0 and 1 with a sum of 1."
        case .badSet(let id, let set, let classes):
            "The prediction set of '\(id)' is \(set): not different numbers from 0 to \(classes - 1)."
        case .badPValue(let id, let value):
            "The p-value of '\(id)' is \(value): not a number from 0 to 1."
        case .badCoverage(let coverage):
            "A coverage is a share above 0 and at most 1, not \(coverage)."
        }
    }
}
