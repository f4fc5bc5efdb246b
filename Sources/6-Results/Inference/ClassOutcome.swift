public import Engines
public import Evaluation
public import Networks
public import Training

/// What a network says of one galaxy.
public struct ClassOutcome: Sendable, Equatable {
    /// Logit of each class as the network gives it, the mean over the views; NaN when the picture cannot be read.
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
    private let head: HeadKind
    private let calibrator: Calibrator

    /// - Parameters:
    ///   - head: what the logits stand for.
    ///   - calibrator: what is done to each view's logits before they become probabilities.
    public init(
        _ mean: ViewMean, classes: Int, head: HeadKind = .softmax, calibrator: Calibrator = .identity
    ) {
        self.mean = mean
        self.classes = classes
        self.head = head
        self.calibrator = calibrator
    }

    /// As `model` says.
    public init(_ model: EngineModel) {
        self.init(
            model.views.mean, classes: model.classes.count, head: model.head, calibrator: model.calibrator)
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
            calibrator.apply(to: &values)
            if mean == .arithmetic { head.makeProbabilities(&values) } else { head.makeLogProbabilities(&values) }
            for number in 0..<classes { sums[number] += values[number] }
        }
        let outcomes = means.map { Float($0 / Double(views)) }
        guard reason == nil else { return ClassOutcome(logits: outcomes, probabilities: nil, reason: reason) }
        for number in 0..<classes { sums[number] /= Double(views) }
        // The mean of the logarithms is no distribution yet.
        if mean == .geometric { head.makeProbabilities(&sums) }
        return ClassOutcome(logits: outcomes, probabilities: sums, reason: nil)
    }
}
