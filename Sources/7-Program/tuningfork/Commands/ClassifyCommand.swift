import ArgumentParser
import Files
import Inference
import Manifests
import Torch
import Training
import TrainingSets

/// `tuningfork classify`
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Label images of galaxies with a trained network.",
        discussion: """
            Writes one row for every row of the manifest, in its order: id, file, the probability of each class, the most \
            probable class, a flag (ok or unreadable) with its reason, the model's digest, and the manifest's other \
            columns.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Folder of a finished training run.", valueName: "run"))
    var folder: String

    @Option(help: ArgumentHelp("Table of images.", valueName: "table"))
    var manifest: String

    @Option(help: ArgumentHelp("Table to write (.csv, .fits, .vot, .parquet).", valueName: "table"))
    var output: String

    @OptionGroup(title: "Engine")
    var inference: InferenceOptions

    @OptionGroup var reporting: ReportingOptions

    func run() throws {
        let list = try Manifest.read(manifest, requireLabels: false)
        let trained = try inference.network(folder)
        let outcomes = try PredictionTable.write(
            output, manifest: list, classifier: Classifier(trained), batch: inference.batch,
            progress: reporting.progress)
        let progress = reporting.progress
        for (number, name) in trained.info.classes.enumerated() {
            progress.say("\(name): \(outcomes.count { $0.predicted == number })")
        }
        let unreadable = outcomes.filter { $0.reason != nil }
        if let first = unreadable.first {
            let row = list.rows[first.index]
            progress.say(
                "\(unreadable.count) of \(outcomes.count) images are unreadable and flagged; the first is "
                    + "\(list.path), row \(row.row): \(first.reason ?? "")")
        }
        print(output)
    }
}
