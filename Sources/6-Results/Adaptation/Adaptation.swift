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
    /// classes are otherwise taken to be equally frequent, whatever they are in the source: the threshold is that of the
    /// highest balanced accuracy.
    public var usesPrior = false
    /// Sets drawn with replacement, of which intervals are made.
    public var resamples = 200
    /// Pictures at a time.
    public var batch = 32

    /// Labelled galaxies of each class, not trained on, that shapes of classes need.
    public static let leastOfClass = 50

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
        if let earlier = try AdaptationRecord.read(run.adaptation) {
            throw InputError(
                file: run.adaptation,
                problem: "the run was adapted already, to \(earlier.survey ?? earlier.unlabelled.path)",
                remedy: "Adapt the run that it was made from: it knows its own survey's galaxies as they are")
        }
        let folder = try AdaptedRun(of: run, output: output)
        return try StopSignal.whileGraceful {
            let reader = ScoreReader(engine, batch: batch, progress: progress)
            let source = try SourceSample(engine, run, reader, progress: progress)
            let target = try TargetScores(unlabelled, names: names, reader: reader)
            let overlap = try pairs.map {
                try OverlapPairs(
                    PairedGalaxies($0, of: source.seen, target: target.survey, names: names), reader: reader)
            }
            var (record, verdict) = try find(source, target, overlap)
            let confidence = try AdaptedConfidence(
                model, source, target, map: verdict.map, shift: shift(record))
            record.weighting?.sets = confidence.sets.map { $0.ratio != nil }
            record.unlikeShare = target.unlikeShare(model.confidence.strangeness)
            record.strangeShare = confidence.strangeness?.strangeShare
            try folder.write(record, confidence)
            return record
        }
    }

    /// What is added to a score, once it means what it means in the source survey, so that 0 is the threshold: the source's
    /// shares of the classes are taken out, and the target's put in where they are wanted.
    private func shift(_ record: AdaptationRecord) -> Double {
        let prior = record.usesPrior ? record.prior.map { log($0.share / (1 - $0.share)) } : nil
        return (prior ?? 0) - record.sourceBest
    }

    private func find(
        _ source: SourceSample, _ target: TargetScores, _ overlap: OverlapPairs?
    ) throws -> (AdaptationRecord, ThresholdVerdict) {
        let shapes = ClassShapes(source.scores)
        let covariates = target.sample.covariates
        var weighting = AdaptationRecord.Weighting(of: covariates, source: source.galaxies.covariates)
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
            try ThresholdRefusal.check(shareBeyond: weighting.beyond)
            return try ShapeEstimate(target: target.scores, source: source.scores, resamples: resamples).estimate
        }
        let anchors = overlap.map { overlap in
            method { () throws(ThresholdRefusal) in
                try ThresholdRefusal.check(shareBeyond: covariates.shareBeyond(overlap.covariates))
                let weighted = overlap.weighted(to: covariates)
                let found = try AnchorEstimate(weighted ?? overlap.pairs, best: shapes.best, resamples: resamples)
                if weighted != nil { weighting.pairs = found.effective }
                return found.estimate
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
        var record = AdaptationRecord(
            survey: target.survey ?? overlap?.survey, unlabelled: try target.record(), pairs: try overlap?.record(),
            sourceBest: shapes.best, shape: shape, anchors: anchors, verdict: verdict, prior: prior,
            usesPrior: usesPrior && prior != nil)
        record.weighting = weighting
        return (record, verdict)
    }
}
