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
    private let isCalibrated: Bool

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
        isCalibrated = calibrator != .identity
    }

    /// As `model` says.
    public init(_ model: EngineModel) {
        self.init(
            model.views.mean, classes: model.classes.count, votes: model.votes, calibrator: model.confidence.calibrator)
    }

    /// What the logits of one picture say, in memory that is used again for the next.
    struct Decoded {
        /// Mean over the views of each logit.
        fileprivate(set) var logits: [Double] = []
        /// Of each class.
        fileprivate(set) var probabilities: [Double] = []
        /// Of each answer; empty where logits are of classes.
        fileprivate(set) var concentrations: [Double] = [], fractions: [Double] = []
        /// Those of one view.
        fileprivate var view: [Double] = []
    }

    /// What is calibrated: of classes, the logits' mean over the views; of votes, the logarithm of each class' share of the
    /// expected votes.
    ///
    /// - Parameter logits: axes (view, class or answer), of one picture that can be read.
    public func classLogits(of logits: some RandomAccessCollection<Float>) -> [Double] {
        var decoded = Decoded()
        guard let votes else {
            takeMeans(of: logits, to: &decoded.logits)
            return decoded.logits
        }
        average(logits, to: &decoded.concentrations, &decoded.view)
        return logShares(votes, votes.tree.fractions(decoded.concentrations))
    }

    /// - Parameters:
    ///   - logits: axes (view, class or answer), of one picture.
    ///   - reason: why the picture cannot be read; then the logits are not looked at.
    public func outcome(of logits: some RandomAccessCollection<Float>, reason: String?) -> ClassOutcome {
        var decoded = Decoded()
        guard reason == nil else {
            takeMeans(of: logits, to: &decoded.logits)
            return ClassOutcome(
                logits: decoded.logits.map { Float($0) }, probabilities: nil, votes: nil, reason: reason)
        }
        decode(logits, to: &decoded)
        return outcome(of: decoded)
    }

    /// What is decoded, as an outcome of its own.
    func outcome(of decoded: Decoded) -> ClassOutcome {
        ClassOutcome(
            logits: decoded.logits.map { Float($0) }, probabilities: decoded.probabilities,
            votes: votes.map { _ in .init(concentrations: decoded.concentrations, fractions: decoded.fractions) },
            reason: nil)
    }

    /// Decodes the logits of one picture that can be read: axes (view, class or answer).
    func decode(_ logits: some RandomAccessCollection<Float>, to decoded: inout Decoded) {
        takeMeans(of: logits, to: &decoded.logits)
        if let votes {
            average(logits, to: &decoded.concentrations, &decoded.view)
            decoded.fractions = votes.tree.fractions(decoded.concentrations)
            decoded.probabilities = logShares(votes, decoded.fractions)
        } else if isCalibrated {
            decoded.probabilities.replaceSubrange(0..., with: decoded.logits)
        } else {
            return average(logits, to: &decoded.probabilities, &decoded.view)
        }
        calibrator.apply(to: &decoded.probabilities)
        HeadOutputs.makeProbabilities(&decoded.probabilities)
    }

    /// Mean over the views of each logit.
    private func takeMeans(of logits: some RandomAccessCollection<Float>, to means: inout [Double]) {
        Self.clear(&means, outputs)
        var place = logits.startIndex
        let views = logits.count / outputs
        for _ in 0..<views {
            for number in 0..<outputs {
                means[number] += Double(logits[place])
                place = logits.index(after: place)
            }
        }
        for number in 0..<outputs { means[number] /= Double(views) }
    }

    /// The logarithm of each class' share of the votes: concentrations are 1 or more, so that every class has one.
    private func logShares(_ votes: VoteScheme, _ fractions: [Double]) -> [Double] {
        (votes.classShares(fractions) ?? []).map(log)
    }

    /// The views' probabilities or concentrations as one.
    ///
    /// - Parameter view: room for one view's.
    private func average(
        _ logits: some RandomAccessCollection<Float>, to sums: inout [Double], _ view: inout [Double]
    ) {
        let views = logits.count / outputs
        Self.clear(&sums, outputs)
        Self.clear(&view, outputs)
        var place = logits.startIndex
        for _ in 0..<views {
            for number in 0..<outputs {
                view[number] = Double(logits[place])
                place = logits.index(after: place)
            }
            decode(&view)
            for number in 0..<outputs { sums[number] += view[number] }
        }
        for number in 0..<outputs { sums[number] /= Double(views) }
        guard mean == .geometric else { return }
        if votes == nil {
            // The mean of the logarithms is no distribution yet.
            HeadOutputs.makeProbabilities(&sums)
        } else {
            for number in 0..<outputs { sums[number] = exp(sums[number]) }
        }
    }

    /// So many zeros, where the array lies if it has as many numbers.
    private static func clear(_ numbers: inout [Double], _ count: Int) {
        if numbers.count == count {
            for number in 0..<count { numbers[number] = 0 }
        } else {
            numbers = [Double](repeating: 0, count: count)
        }
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
