import Files
public import Manifests
import Tables
public import Training
import TrainingSets

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
        let layout = Layout(classes: classes, model: classifier.trained.model, manifest: manifest)
        var all: [Classifier.Outcome] = []
        try TableFile.write(path, columns: layout.columns) { writer in
            try classifier.classify(manifest.rows, batch: batch, progress: progress) { outcomes in
                try writer.write(layout.table(of: outcomes))
                all += outcomes
            }
        }
        return all
    }

    /// Which columns the table has, and what stands in them.
    private struct Layout {
        private let classes: [String]
        private let model: String
        private let manifest: Manifest
        private let files: Column?
        /// The manifest's other columns, under the names that they get.
        private let carried: [Column]

        init(classes: [String], model: String, manifest: Manifest) {
            self.classes = classes
            self.model = model
            self.manifest = manifest
            let table = manifest.table
            let ids = table.column("id") ?? table.column("id_str")
            let files = table.column("file") ?? table.column("file_loc")
            self.files = files
            var names = Set(["id", "file", "class", "flag", "reason", "model"] + classes.map { "p_\($0)" })
            carried = table.columns.filter { $0.name != ids?.name && $0.name != files?.name }.map { column in
                var name = column.name
                while !names.insert(name).inserted { name = "manifest_" + name }
                return column.renamed(name)
            }
        }

        var columns: [ColumnInfo] { table(of: []).columns.map(\.info) }

        func table(of outcomes: [Classifier.Outcome]) -> Table {
            let rows = outcomes.map(\.index)
            var columns = [
                Column("id", .string(rows.map { manifest.rows[$0].id })),
                Column("file", .string(rows.map { files?.text($0) ?? manifest.rows[$0].file })),
            ]
            for (number, name) in classes.enumerated() {
                columns.append(
                    Column(
                        "p_\(name)", .float(outcomes.map { Float($0.probabilities?[number] ?? .nan) }),
                        description: "Probability of \(name)"))
            }
            columns += [
                Column("class", .string(outcomes.map { $0.predicted.map { classes[$0] } ?? "" })),
                Column("flag", .string(outcomes.map { $0.reason == nil ? "ok" : "unreadable" })),
                Column("reason", .string(outcomes.map { $0.reason ?? "" })),
                Column("model", .string(outcomes.map { _ in model })),
            ]
            return Table(columns: columns + carried.map { $0.gathered(rows) })
        }
    }
}
