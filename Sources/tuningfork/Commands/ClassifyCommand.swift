import ArgumentParser
import Files
import Inference
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

    @Option(help: ArgumentHelp("Table to write (.csv or .csv.gz).", valueName: "table"))
    var output: String

    @OptionGroup(title: "Engine")
    var engine: EngineOptions

    @Option(help: ArgumentHelp("Images at a time.", valueName: "n"))
    var batch = 32

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        if batch < 1 { throw ValidationError("--batch must be 1 or more.") }
    }

    func run() throws {
        let list = try Manifest.read(manifest, requireLabels: false)
        let trained = try TrainedNetwork(
            RunDirectory(folder), device: Device(name: engine.device),
            threads: engine.threads.flatMap { $0 > 0 ? $0 : nil })
        let outcomes = try PredictionTable.write(
            output, manifest: list, classifier: Classifier(trained), batch: batch, progress: reporting.progress)
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
