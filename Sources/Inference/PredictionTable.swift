import Files
import Tables
public import Training
public import TrainingSets

/// Predictions as a table: one row for every row of the manifest, in its order.
///
/// Columns: `id`, `file` (as the manifest has it), `p_CLASS` for each class, `class` (the most probable), `flag` (`ok`
/// or `unreadable`), `reason` (why unreadable), `model` (digest of the weights), then the manifest's other columns; one
/// of theirs that has one of these names is renamed `manifest_NAME`.
public enum PredictionTable {
    /// Classifies every row of `manifest` and writes the table, whole or not at all.
    ///
    /// - Returns: the outcomes, in order.
    /// - Throws: ``Files/WriteError``, ``Torch/TorchError``.
    @discardableResult
    public static func write(
        _ path: String, manifest: Manifest, classifier: Classifier, batch: Int = 32, progress: ProgressReporter
    ) throws -> [Classifier.Outcome] {
        let classes = classifier.trained.info.classes
        let own = ["id", "file"] + classes.map { "p_\($0)" } + ["class", "flag", "reason", "model"]
        let table = manifest.table
        let ids = table.column("id") ?? table.column("id_str")
        let files = table.column("file") ?? table.column("file_loc")
        let carried = table.columns.filter { $0.name != ids?.name && $0.name != files?.name }
        var names = Set(own)
        let carriedNames = carried.map { column in
            var name = column.name
            while !names.insert(name).inserted { name = "manifest_" + name }
            return name
        }
        var all: [Classifier.Outcome] = []
        try CSV.write(path, header: own + carriedNames) { write in
            try classifier.classify(manifest.rows, batch: batch, progress: progress) { outcomes in
                for outcome in outcomes {
                    let row = manifest.rows[outcome.index]
                    var cells = [row.id, files?.cells[outcome.index] ?? row.file]
                    cells += outcome.probabilities?.map { "\(Float($0))" } ?? classes.map { _ in "" }
                    cells += [
                        outcome.predicted.map { classes[$0] } ?? "", outcome.reason == nil ? "ok" : "unreadable",
                        outcome.reason ?? "", classifier.trained.model,
                    ]
                    cells += carried.map { $0.cells[outcome.index] }
                    try write(cells)
                }
                all += outcomes
            }
        }
        return all
    }
}
