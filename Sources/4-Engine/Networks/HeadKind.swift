internal import Foundation

/// What a head's outputs stand for. The kind decides how many outputs there are, what is minimised in training, and how
/// outputs become probabilities.
public enum HeadKind: String, Codable, Sendable, CaseIterable {
    /// Each galaxy is of one class: a logit for each class, cross-entropy, softmax.
    case softmax

    /// Outputs for so many classes.
    public func outputs(classes: Int) -> Int {
        switch self {
        case .softmax: classes
        }
    }

    /// Turns the logits of one galaxy into the probabilities of its classes, sum 1.
    ///
    /// ```swift
    /// var values = [2.0, 0.0]
    /// HeadKind.softmax.makeProbabilities(&values)  // [0.8808, 0.1192]
    /// ```
    public func makeProbabilities(_ logits: inout [Double]) {
        switch self {
        case .softmax:
            let largest = logits.max() ?? 0
            var total = 0.0
            for number in logits.indices {
                logits[number] = exp(logits[number] - largest)
                total += logits[number]
            }
            for number in logits.indices { logits[number] /= total }
        }
    }

    /// Turns the logits of one galaxy into the logarithms of its classes' probabilities.
    public func makeLogProbabilities(_ logits: inout [Double]) {
        switch self {
        case .softmax:
            let largest = logits.max() ?? 0
            let total = log(logits.reduce(0) { $0 + exp($1 - largest) }) + largest
            for number in logits.indices { logits[number] -= total }
        }
    }
}
