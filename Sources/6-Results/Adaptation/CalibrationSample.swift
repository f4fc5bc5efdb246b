public import Confidence
public import Engines
import Files
import Inference
import Manifests
import Networks
public import Process
import Randomness
public import Training
import TrainingSets

/// What a run's network says of galaxies whose class is known, as far as it can be read.
///
/// ```swift
/// let sample = try CalibrationSample(of: engine, run: run, on: .calibration, progress: ProgressReporter())
/// let first = sample.logits[..<sample.classes]  // of the first galaxy
/// ```
public struct CalibrationSample: Sendable, Equatable {
    /// Identifier of each galaxy.
    public private(set) var ids: [String] = []
    /// Image of each galaxy.
    public private(set) var files: [String] = []
    /// Number of the class that each galaxy is labelled with.
    public private(set) var truths: [Int] = []
    /// Magnitude and size of each, NaN where one is not known.
    public private(set) var covariates: [Covariates] = []
    /// Number of classes.
    public let classes: Int
    /// Numbers in an embedding.
    public let dimension: Int
    /// Axes (galaxy, class): ``Inference/ViewAverage/classLogits(of:)``, not calibrated.
    public private(set) var logits: [Double] = []
    /// Axes (galaxy, dimension), of the images as they are.
    public private(set) var embeddings: [Float] = []
    /// Features of a middle layer, of the images as they are; no columns where the engine has none.
    public private(set) var features: [Float] = []
    /// Rows of one galaxy, by their places: what is fitted on some of them knows the others.
    public private(set) var groups: [[Int]] = []
    /// Galaxies that were left out because their image cannot be read.
    public private(set) var unreadable = 0

    /// Galaxies.
    public var count: Int { truths.count }

    /// The most galaxies that are looked at: beyond, nothing fitted here gets better, and memory must not grow.
    public static let largest = 20_000

    /// Galaxies that the engine is shown at a time.
    private static let batch = 32

    /// Runs `engine` over the labelled galaxies of `run` that stand on one side of its split.
    ///
    /// - Parameters:
    ///   - engine: that of the run; its logits over all views, and its embeddings.
    ///   - side: of the split.
    ///   - limit: of more galaxies, so many are drawn, by the run's seed.
    /// - Throws: ``Files/InputError`` when the run's list of galaxies is not its own, or an image's class is none of the
    ///   run's; ``Process/Interrupted``; the engine's errors.
    public init(
        of engine: any Engine, run: RunDirectory, on side: SplitSide, limit: Int = Self.largest,
        progress: ProgressReporter
    ) throws {
        let model = engine.model
        (classes, dimension) = (model.classes.count, model.dimension)
        let known = try ClassList(model.classes)
        let seen = try SeenGalaxies(run)
        var rows = zip(seen.rows(on: side), seen.covariates(on: side)).filter { $0.0.label != nil }
        if rows.count > limit {
            var generator = SeededGenerator(UInt64(try RunInfo.read(run).seed))
            rows = generator.shuffled(Array(rows.indices)).prefix(limit).sorted().map { rows[$0] }
        }
        var read: [Manifest.Row] = []
        let average = ViewAverage(model)
        let width = model.views.count * model.outputs
        var (given, done) = (0, 0)
        let loop = InferenceLoop(
            engine: engine, outputs: [.logits, .embedding, .features], batch: Self.batch, progress: progress)
        try loop.run(
            "Looking at \(side.rawValue) galaxies", total: rows.count,
            files: { count in
                defer { given += count }
                return rows.dropFirst(given).prefix(count).map(\.0.file)
            },
            body: { found in
                for place in 0..<found.count {
                    let (row, covariate) = rows[done]
                    done += 1
                    guard found.reasons[place] == nil else {
                        unreadable += 1
                        continue
                    }
                    let own = average.classLogits(of: found.logits[place * width..<(place + 1) * width])
                    guard own.allSatisfy(\.isFinite) else {
                        throw InputError(
                            file: row.file, problem: "the network's logits of this image are no numbers: \(own)",
                            remedy: "The training has diverged; train anew with a lower learning rate")
                    }
                    read.append(row)
                    ids.append(row.id)
                    covariates.append(covariate)
                    files.append(row.file)
                    truths.append(try known.number(ofLabelIn: row, row.label ?? ""))
                    logits += own
                    features += found.features[place * model.features..<(place + 1) * model.features]
                    embeddings += found.embedding[place * dimension..<(place + 1) * dimension]
                }
                try StopSignal.check(.goesOn)
            })
        groups = GalaxyGroups(read).members
    }

    /// Probability of each class, as `calibrator` makes it of ``logits``: axes (galaxy, class).
    public func probabilities(_ calibrator: Calibrator) -> [[Double]] {
        (0..<count).map { galaxy in
            var values = Array(logits[galaxy * classes..<(galaxy + 1) * classes])
            calibrator.apply(to: &values)
            HeadOutputs.makeProbabilities(&values)
            return values
        }
    }
}
