public import Evaluation
import Files
public import Manifests
import Sky
public import Training
import TrainingSets

/// A trained network measured on the labelled galaxies of one manifest.
public struct SetEvaluation: Sendable {
    /// The figures.
    public let metrics: Metrics
    /// The predictions they were made of.
    public let predictions: [Prediction]
    /// Test rows that show a galaxy which the run was trained or validated on. They are part of the figures.
    public let leaks: [Leak]
    /// Rows without a label, which were left out.
    public let unlabelled: Int
    /// Labelled rows whose image cannot be read, with the reason; they were left out.
    public let unreadable: [(row: Manifest.Row, reason: String)]

    /// Classifies the labelled rows of `manifest` and measures the outcome.
    ///
    /// - Throws: ``Files/InputError`` when no row is labelled, a label is none of the run's classes, or no labelled
    ///   image can be read.
    public init(
        of trained: TrainedNetwork, run: RunDirectory, on manifest: Manifest, batch: Int = 32,
        progress: ProgressReporter
    ) throws {
        let classes = try ClassList(trained.info.classes)
        let labelled = try classes.select(manifest.rows, requireEveryClass: false)
        var predictions: [Prediction] = []
        var unreadable: [(row: Manifest.Row, reason: String)] = []
        try Classifier(trained).classify(labelled.rows, batch: batch, progress: progress) { outcomes in
            for outcome in outcomes {
                let row = labelled.rows[outcome.index]
                if let probabilities = outcome.probabilities {
                    predictions.append(
                        Prediction(
                            id: row.id, truth: labelled.classes[outcome.index], probabilities: probabilities,
                            file: row.file))
                } else {
                    unreadable.append((row, outcome.reason ?? ""))
                }
            }
        }
        if let first = unreadable.first, predictions.isEmpty {
            throw InputError(
                file: manifest.path, row: first.row.row,
                problem: "no image of a labelled row can be read: \(first.reason)")
        }
        metrics = try Metrics(predictions, classes: classes.names)
        self.predictions = predictions
        self.unreadable = unreadable
        unlabelled = labelled.leftOut
        leaks = try SeenGalaxies(run).leaks(into: labelled.rows)
    }

    /// What a reader of the figures must know, a sentence each.
    public var warnings: [String] {
        var warnings: [String] = []
        if let leak = leaks.first {
            warnings.append(
                "WARNING: \(leaks.count) of \(metrics.n) test galaxies were seen in training (same id, file or position "
                    + "within 1 arcsec); the first is '\(leak.test.id)' in row \(leak.test.row). "
                    + "The figures are too good.")
        }
        if let first = unreadable.first {
            warnings.append(
                "WARNING: \(unreadable.count) labelled images cannot be read and are left out; the first is in row "
                    + "\(first.row.row): \(first.reason)")
        }
        return warnings
    }
}
