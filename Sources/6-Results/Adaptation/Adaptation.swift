public import Confidence
public import Engines
import Files
import Foundation
import Inference
public import Manifests
public import Process
public import Training

/// Adapts a run's threshold between two classes to a survey that nobody has labelled.
///
/// Two methods look for it, each by itself: the shape of the survey's unlabelled scores, and galaxies that the run's survey
/// has seen too. What they agree on is done; otherwise the threshold stays as it is, and the adapted run flags every galaxy
/// `threshold_not_established`.
///
/// ```swift
/// let record = try Adaptation(of: run, to: "des.parquet", output: RunDirectory("adapted"))
///     .perform(engine: engine, progress: ProgressReporter())
/// print(record.decision)
/// ```
public struct Adaptation: Sendable {
    public let run: RunDirectory
    /// Table of the target survey's galaxies.
    public let unlabelled: String
    /// Table of galaxies that both surveys have seen, two rows each.
    public let pairs: String?
    /// Folder of the adapted run.
    public let output: RunDirectory
    /// Columns that are not to be found by name.
    public var names = GalaxyColumnNames()
    /// Whether the share of the classes in the target, found by maximum likelihood, becomes part of the probabilities. The
    /// classes are otherwise taken to be equally frequent, which is the threshold of the highest balanced accuracy.
    public var usesPrior = false
    /// Sets drawn with replacement, of which intervals are made.
    public var resamples = 200
    /// Pictures at a time.
    public var batch = 32

    public init(of run: RunDirectory, to unlabelled: String, pairs: String? = nil, output: RunDirectory) {
        self.run = run
        self.unlabelled = unlabelled
        self.pairs = pairs
        self.output = output
    }

    /// Looks at the galaxies, decides, and writes the adapted run.
    ///
    /// - Returns: what was found and done.
    /// - Throws: ``Files/InputError``, ``Files/WriteError``, ``Process/Interrupted`` with nothing written, the engine's
    ///   errors.
    public func perform(engine: any Engine, progress: ProgressReporter) throws -> AdaptationRecord {
        let model = engine.model
        guard model.classes.count == 2 else {
            throw InputError(
                file: run.info,
                problem: "the run tells \(model.classes.count) classes apart, and a threshold lies between two")
        }
        let folder = try AdaptedRun(of: run, output: output)
        return try StopSignal.whileGraceful {
            let (record, verdict) = try find(engine, progress)
            let calibrator: Calibrator? =
                verdict.decision == .moved || record.usesPrior
                ? model.confidence.calibrator.mapped(
                    scale: 1 / verdict.map.scale, offset: offset(verdict, record)) : nil
            try folder.write(record, calibrator: calibrator, progress: progress)
            return record
        }
    }

    /// What is added to a score, after its scale, so that 0 is the threshold.
    private func offset(_ verdict: ThresholdVerdict, _ record: AdaptationRecord) -> Double {
        var offset = -verdict.map.offset / verdict.map.scale
        // A moved threshold is that of the highest balanced accuracy.
        if verdict.decision == .moved { offset -= record.sourceBest }
        if record.usesPrior, let share = record.prior?.share { offset += log(share / (1 - share)) }
        return offset
    }

    private func find(
        _ engine: any Engine, _ progress: ProgressReporter
    ) throws -> (AdaptationRecord, ThresholdVerdict) {
        let reader = ScoreReader(engine, batch: batch, progress: progress)
        let source = try SourceScores(engine, run, reader, progress: progress)
        let target = try TargetScores(unlabelled, names: names, reader: reader)
        let overlap = try pairs.map {
            try OverlapPairs($0, sources: source.surveys, target: target.survey, names: names, reader: reader)
        }
        let shapes = ClassShapes(source.scores)
        var estimates: [ThresholdEstimate] = []
        func method(_ find: () throws(ThresholdRefusal) -> ThresholdEstimate) -> AdaptationRecord.Method {
            do throws(ThresholdRefusal) {
                let estimate = try find()
                estimates.append(estimate)
                return AdaptationRecord.Method(estimate, best: shapes.best)
            } catch {
                return AdaptationRecord.Method(error)
            }
        }
        let shape = method { () throws(ThresholdRefusal) in
            try ShapeEstimate(target: target.scores, source: source.scores, resamples: resamples).estimate
        }
        let anchors = overlap.map { overlap in
            method { () throws(ThresholdRefusal) in
                try AnchorEstimate(overlap.pairs, best: shapes.best, resamples: resamples).estimate
            }
        }
        // What fewer galaxies than this say of a survey is chance.
        let isEnough = Int(target.scores.total) >= ShapeEstimate.Limits().galaxies
        let verdict = ThresholdVerdict(shapes: shapes, estimates: isEnough ? estimates : [])
        let prior =
            verdict.decision == .notEstablished
            ? nil
            : PriorEstimate(
                target: target.scores.mapped { shapes.logOdds(at: verdict.map.source($0)) }, prior: 0.5,
                resamples: resamples)
        let record = AdaptationRecord(
            survey: target.survey ?? overlap?.survey, unlabelled: try target.record(), pairs: try overlap?.record(),
            sourceBest: shapes.best, shape: shape, anchors: anchors, verdict: verdict, prior: prior,
            usesPrior: usesPrior && prior != nil)
        return (record, verdict)
    }
}
