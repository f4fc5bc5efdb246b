public import Confidence
public import Engines
import Foundation
import Networks
public import Training
public import TrainingSets

/// Makes one outcome of the logits of several views of a picture, as a recipe says.
///
/// Of classes, a calibrated network's logits are averaged and calibrated after that; of one that is not, the views'
/// probabilities are averaged. Of votes, the Dirichlet concentrations are (so that a view that is sure counts more);
/// fractions and classes follow from their means.
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
    ///   - calibrator: what is done to the ``classLogits(of:)`` before they become probabilities.
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

    /// What is calibrated: of classes, the logits' mean over the views; of votes, the logarithm of each class' share of the
    /// expected votes.
    ///
    /// - Parameter logits: axes (view, class or answer), of one picture that can be read.
    public func classLogits(of logits: some RandomAccessCollection<Float>) -> [Double] {
        guard let votes else { return logitMeans(of: logits) }
        return logShares(votes, votes.tree.fractions(averaged(logits)))
    }

    /// - Parameters:
    ///   - logits: axes (view, class or answer), of one picture.
    ///   - reason: why the picture cannot be read; then the logits are not looked at.
    public func outcome(of logits: some RandomAccessCollection<Float>, reason: String?) -> ClassOutcome {
        let means = logitMeans(of: logits)
        let shown = means.map { Float($0) }
        guard reason == nil else { return ClassOutcome(logits: shown, probabilities: nil, votes: nil, reason: reason) }
        guard let votes else {
            var values = calibrator == .identity ? averaged(logits) : means
            if calibrator != .identity {
                calibrator.apply(to: &values)
                HeadOutputs.makeProbabilities(&values)
            }
            return ClassOutcome(logits: shown, probabilities: values, votes: nil, reason: nil)
        }
        let concentrations = averaged(logits)
        let fractions = votes.tree.fractions(concentrations)
        var classes = logShares(votes, fractions)
        calibrator.apply(to: &classes)
        HeadOutputs.makeProbabilities(&classes)
        return ClassOutcome(
            logits: shown, probabilities: classes, votes: .init(concentrations: concentrations, fractions: fractions),
            reason: nil)
    }

    /// Mean over the views of each logit.
    private func logitMeans(of logits: some RandomAccessCollection<Float>) -> [Double] {
        var means = [Double](repeating: 0, count: outputs)
        var place = logits.startIndex
        let views = logits.count / outputs
        for _ in 0..<views {
            for number in 0..<outputs {
                means[number] += Double(logits[place])
                place = logits.index(after: place)
            }
        }
        for number in 0..<outputs { means[number] /= Double(views) }
        return means
    }

    /// The logarithm of each class' share of the votes: concentrations are 1 or more, so that every class has one.
    private func logShares(_ votes: VoteScheme, _ fractions: [Double]) -> [Double] {
        (votes.classShares(fractions) ?? []).map(log)
    }

    /// The views' probabilities or concentrations as one.
    private func averaged(_ logits: some RandomAccessCollection<Float>) -> [Double] {
        let views = logits.count / outputs
        var sums = [Double](repeating: 0, count: outputs)
        var values = sums
        var place = logits.startIndex
        for _ in 0..<views {
            for number in 0..<outputs {
                values[number] = Double(logits[place])
                place = logits.index(after: place)
            }
            decode(&values)
            for number in 0..<outputs { sums[number] += values[number] }
        }
        for number in 0..<outputs { sums[number] /= Double(views) }
        guard mean == .geometric else { return sums }
        guard votes == nil else { return sums.map(exp) }
        // The mean of the logarithms is no distribution yet.
        HeadOutputs.makeProbabilities(&sums)
        return sums
    }

    /// One view's logits as what is averaged.
    private func decode(_ values: inout [Double]) {
        guard votes == nil else {
            HeadOutputs.makeConcentrations(&values)
            if mean == .geometric { values = values.map(log) }
            return
        }
        if mean == .arithmetic {
            HeadOutputs.makeProbabilities(&values)
        } else {
            HeadOutputs.makeLogProbabilities(&values)
        }
    }
}
