import ArgumentParser
import Engines
import Files
import Inference
import Process
import Training

/// `tuningfork classify`
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Label images of galaxies with a trained network.",
        discussion: """
            Writes one row for every row of the manifest, in its order: id, file, the probability of each class, the most \
            probable class, a flag (ok, unreadable, repeated) with its reason, the model's digest, of a network that answers \
            questions the expected fraction and the Dirichlet concentration of each answer, of a calibrated run the set of \
            classes that holds the true one with the probability --set-level, and the manifest's other columns.

            What is found is kept in OUTPUT.unfinished until the table is written: after Ctrl-C, or when it was killed, \
            the same command goes on, and the table has the same bytes.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Folder of a finished training run.", valueName: "run"))
    var folder: String

    @Option(help: ArgumentHelp("Table of images.", valueName: "table"))
    var manifest: String

    @OptionGroup var identifier: IdentifierOption

    @Option(help: ArgumentHelp("Table to write (.csv, .fits, .vot, .parquet).", valueName: "table"))
    var output: String

    @OptionGroup(title: "How the manifest is read")
    var table: TableOptions

    @OptionGroup(title: "Prediction sets")
    var sets: SetOptions

    @OptionGroup(title: "Engine")
    var inference: InferenceOptions

    @OptionGroup var reporting: ReportingOptions

    func run() throws {
        let progress = reporting.progress
        let manifest = try table.path(manifest)
        let (engine, _) = try inference.network(folder, progress)
        var request = InferenceRequest(
            manifest: manifest, output: output, batch: inference.batch,
            names: sets.covariates.added(to: identifier.names))
        request.setLevel = sets.setLevel
        request.inputs = RunDirectory(folder).files
        let summary = try Classification.perform(request, engine: engine, progress: progress)
        for (name, count) in zip(engine.model.classes, summary.counts) { progress.say("\(name): \(count)") }
        print(output)
        try inference.tell(
            progress, manifest: manifest, rows: summary.rows, repeated: summary.repeated,
            unreadable: summary.unreadable, first: summary.firstUnreadable)
    }
}
