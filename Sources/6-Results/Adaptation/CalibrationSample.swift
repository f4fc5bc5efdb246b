public import Engines
import Files
import Inference
import Manifests
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
        var rows = try SeenGalaxies(run).rows(on: side).filter { $0.label != nil }
        if rows.count > limit {
            var generator = SeededGenerator(UInt64(try RunInfo.read(run).seed))
            rows = generator.shuffled(Array(rows.indices)).prefix(limit).sorted().map { rows[$0] }
        }
        let average = ViewAverage(model)
        let width = model.views.count * model.outputs
        var (given, done) = (0, 0)
        let loop = InferenceLoop(
            engine: engine, outputs: [.logits, .embedding, .features], batch: Self.batch, progress: progress)
        try loop.run(
            "Looking at \(side.rawValue) galaxies", total: rows.count,
            files: { count in
                defer { given += count }
                return rows.dropFirst(given).prefix(count).map(\.file)
            },
            body: { found in
                for place in 0..<found.count {
                    let row = rows[done]
                    done += 1
                    guard found.reasons[place] == nil else {
                        unreadable += 1
                        continue
                    }
                    ids.append(row.id)
                    files.append(row.file)
                    truths.append(try known.number(ofLabelIn: row, row.label ?? ""))
                    logits += average.classLogits(of: found.logits[place * width..<(place + 1) * width])
                    features += found.features[place * model.features..<(place + 1) * model.features]
                    embeddings += found.embedding[place * dimension..<(place + 1) * dimension]
                }
                try StopSignal.check(.goesOn)
            })
    }
}
