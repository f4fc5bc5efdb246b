public import Confidence
public import Engines
import Foundation
import Networks
public import Training
public import TrainingSets

/// Makes one outcome of the logits of several views of a picture, as a recipe says.
///
/// Of classes, the views' probabilities are averaged. Of votes, the Dirichlet concentrations are (so that a view that
/// is sure counts more); fractions and classes follow from their means.
///
/// ```swift
/// let outcome = ViewAverage(.arithmetic, classes: 2).outcome(of: [2, 0, 1, 0], reason: nil)  // two views
/// ```
public struct ViewAverage: Sendable {
    private let mean: ViewMean
    private let votes: VoteScheme?
    private let outputs: Int
    private let calibrator: Calibrator

    /// - Parameters:
    ///   - votes: the questions whose answers the logits are of; nil where they are of classes.
    ///   - calibrator: what is done to each view's logits before they become probabilities; of votes, to the logarithms
    ///     of the classes' shares.
    public init(
        _ mean: ViewMean, classes: Int, votes: VoteScheme? = nil, calibrator: Calibrator = .identity
    ) {
        self.mean = mean
        self.votes = votes
        outputs = votes?.tree.answers.count ?? classes
        self.calibrator = calibrator
    }

    /// As `model` says.
    public init(_ model: EngineModel) {
        self.init(
            model.views.mean, classes: model.classes.count, votes: model.votes, calibrator: model.confidence.calibrator)
    }

    /// - Parameters:
    ///   - logits: axes (view, class or answer), of one picture.
    ///   - reason: why the picture cannot be read; then the logits are not looked at.
    public func outcome(of logits: some RandomAccessCollection<Float>, reason: String?) -> ClassOutcome {
        let views = logits.count / outputs
        var means = [Double](repeating: 0, count: outputs)
        var sums = [Double](repeating: 0, count: outputs)
        var values = [Double](repeating: 0, count: outputs)
        var place = logits.startIndex
        for _ in 0..<views {
            for number in 0..<outputs {
                values[number] = Double(logits[place])
                means[number] += values[number]
                place = logits.index(after: place)
            }
            decode(&values)
            for number in 0..<outputs { sums[number] += values[number] }
        }
        let logits = means.map { Float($0 / Double(views)) }
        guard reason == nil else { return ClassOutcome(logits: logits, probabilities: nil, votes: nil, reason: reason) }
        for number in 0..<outputs { sums[number] /= Double(views) }
        guard let votes else {
            // The mean of the logarithms is no distribution yet.
            if mean == .geometric { HeadOutputs.makeProbabilities(&sums) }
            return ClassOutcome(logits: logits, probabilities: sums, votes: nil, reason: nil)
        }
        if mean == .geometric { sums = sums.map(exp) }
        let fractions = votes.tree.fractions(sums)
        // Concentrations are 1 or more, so that every class has a share.
        var classes = (votes.classShares(fractions) ?? []).map(log)
        calibrator.apply(to: &classes)
        HeadOutputs.makeProbabilities(&classes)
        return ClassOutcome(
            logits: logits, probabilities: classes, votes: .init(concentrations: sums, fractions: fractions),
            reason: nil)
    }

    /// One view's logits as what is averaged.
    private func decode(_ values: inout [Double]) {
        guard votes == nil else {
            HeadOutputs.makeConcentrations(&values)
            if mean == .geometric { values = values.map(log) }
            return
        }
        calibrator.apply(to: &values)
        if mean == .arithmetic {
            HeadOutputs.makeProbabilities(&values)
        } else {
            HeadOutputs.makeLogProbabilities(&values)
        }
    }
}
