public import Engines
public import Evaluation
import Files
public import Manifests
public import Process
public import Training
import TrainingSets

/// A trained network measured on the labelled galaxies of one manifest.
///
/// ```swift
/// let evaluation = try SetEvaluation(
///     of: LibtorchEngine(TrainedNetwork(run)), run: run, on: "hp_des/manifest.csv", progress: ProgressReporter())
/// print(evaluation.metrics.table())
/// ```
public struct SetEvaluation: Sendable {
    /// The figures.
    public let metrics: Metrics
    /// The predictions they were made of.
    public let predictions: [Prediction]
    /// Test rows that show a galaxy which the run was trained or validated on. They are part of the figures.
    public let leaks: [Leak]
    /// Rows without a label, which were left out.
    public let unlabelled: Int
    /// Rows with a label, readable or not.
    public let labelled: Int
    /// Labelled rows whose image cannot be read, with the reason; they were left out.
    public let unreadable: [(row: Int, reason: String)]

    /// Classifies the labelled rows of `manifest` and measures the outcome.
    ///
    /// - Throws: ``Files/InputError`` when no row is labelled, a label is none of the run's classes, or no labelled
    ///   image can be read.
    public init(
        of engine: any Engine, run: RunDirectory, on manifest: String, batch: Int = 32,
        names: GalaxyColumnNames = GalaxyColumnNames(), progress: ProgressReporter
    ) throws {
        let classes = try ClassList(engine.model.classes)
        let labelled = try LabelledGalaxies(manifest, classes: classes, names: names)
        var predictions: [Prediction] = []
        predictions.reserveCapacity(labelled.rows.count)
        var unreadable: [(row: Int, reason: String)] = []
        let average = ViewAverage(engine.model)
        let width = engine.model.views.count * classes.count
        var given = 0
        var done = 0
        let loop = InferenceLoop(engine: engine, outputs: .logits, batch: batch, progress: progress)
        try loop.run(
            "Classifying", total: labelled.rows.count,
            files: { count in
                defer { given += count }
                return labelled.rows.dropFirst(given).prefix(count).map(\.file)
            },
            body: { found in
                for place in 0..<found.count {
                    let outcome = average.outcome(
                        of: found.logits[place * width..<(place + 1) * width], reason: found.reasons[place])
                    let row = labelled.rows[done]
                    if let probabilities = outcome.probabilities {
                        predictions.append(
                            Prediction(
                                id: row.id, truth: labelled.classes[done], probabilities: probabilities,
                                file: row.file))
                    } else {
                        unreadable.append((row.row, outcome.reason ?? ""))
                    }
                    done += 1
                }
            })
        if let first = unreadable.first, predictions.isEmpty {
            throw InputError(
                file: manifest, row: first.row, problem: "no image of a labelled row can be read: \(first.reason)")
        }
        metrics = try Metrics(predictions, classes: classes.names)
        self.predictions = predictions
        self.unreadable = unreadable
        unlabelled = labelled.unlabelled
        self.labelled = labelled.rows.count
        leaks = try SeenGalaxies(run).leaks(into: labelled.rows)
    }

    /// What a reader of the figures must know, a sentence each.
    public var warnings: [String] {
        var warnings: [String] = []
        if let leak = leaks.first {
            warnings.append(
                "WARNING: \(leaks.count) of \(labelled) labelled test galaxies were seen in training (same id, file or position "
                    + "within 1 arcsec); the first is '\(leak.test.id)' in row \(leak.test.row). "
                    + "The figures are too good.")
        }
        if let first = unreadable.first {
            warnings.append(
                "WARNING: \(unreadable.count) of \(labelled) labelled images cannot be read and are left out; the first is "
                    + "in row \(first.row): \(first.reason)")
        }
        return warnings
    }
}

/// The labelled rows of a manifest with their classes, looked at before any picture is.
private struct LabelledGalaxies {
    private(set) var rows: [Manifest.Row] = []
    /// Class number of each.
    private(set) var classes: [Int] = []
    /// Rows without a label.
    private(set) var unlabelled = 0

    init(_ manifest: String, classes known: ClassList, names: GalaxyColumnNames) throws {
        let reader = try GalaxyTable.Reader(
            manifest, needs: GalaxyColumn.needed(by: .evaluate), names: names, carrying: .none)
        while let batch = try reader.next(1 << 14) {
            for row in Manifest(batch, path: manifest).rows {
                guard let label = row.label else {
                    unlabelled += 1
                    continue
                }
                classes.append(try known.number(ofLabelIn: row, label))
                rows.append(row)
            }
        }
    }
}
