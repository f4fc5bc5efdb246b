import Foundation
public import Training

/// What a network says of one galaxy.
public struct ClassOutcome: Sendable, Equatable {
    /// Logit of each class, the mean over the views; NaN when the picture cannot be read.
    public let logits: [Float]
    /// Probability of each class, sum 1; nil when the picture cannot be read.
    public let probabilities: [Double]?
    /// Why there are no probabilities.
    public let reason: String?

    /// Number of the most probable class.
    public var predicted: Int? {
        probabilities.flatMap { values in values.indices.max { values[$0] < values[$1] } }
    }
}

/// Makes one outcome of the logits of several views of a picture, as a recipe says.
///
/// ```swift
/// let outcome = ViewAverage(.arithmetic, classes: 2).outcome(of: [2, 0, 1, 0], reason: nil)  // two views
/// ```
public struct ViewAverage: Sendable {
    private let mean: ViewMean
    private let classes: Int

    public init(_ mean: ViewMean, classes: Int) {
        self.mean = mean
        self.classes = classes
    }

    /// - Parameters:
    ///   - logits: axes (view, class), of one picture.
    ///   - reason: why the picture cannot be read; then the logits are not looked at.
    public func outcome(of logits: some RandomAccessCollection<Float>, reason: String?) -> ClassOutcome {
        let views = logits.count / classes
        var means = [Double](repeating: 0, count: classes)
        var sums = [Double](repeating: 0, count: classes)
        var values = [Double](repeating: 0, count: classes)
        var place = logits.startIndex
        for _ in 0..<views {
            for number in 0..<classes {
                values[number] = Double(logits[place])
                means[number] += values[number]
                place = logits.index(after: place)
            }
            if mean == .arithmetic { Self.softmax(&values) } else { Self.logSoftmax(&values) }
            for number in 0..<classes { sums[number] += values[number] }
        }
        let outcomes = means.map { Float($0 / Double(views)) }
        guard reason == nil else { return ClassOutcome(logits: outcomes, probabilities: nil, reason: reason) }
        for number in 0..<classes { sums[number] /= Double(views) }
        // The mean of the logarithms is no distribution yet.
        if mean == .geometric { Self.softmax(&sums) }
        return ClassOutcome(logits: outcomes, probabilities: sums, reason: nil)
    }

    private static func softmax(_ values: inout [Double]) {
        let largest = values.max() ?? 0
        var total = 0.0
        for number in values.indices {
            values[number] = exp(values[number] - largest)
            total += values[number]
        }
        for number in values.indices { values[number] /= total }
    }

    private static func logSoftmax(_ values: inout [Double]) {
        let largest = values.max() ?? 0
        let total = log(values.reduce(0) { $0 + exp($1 - largest) }) + largest
        for number in values.indices { values[number] -= total }
    }
}
