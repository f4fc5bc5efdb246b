import ArgumentParser
import Engines
import Evaluation
import Files
import Images
import Inference
import Process
import Tables
import Training
import TrainingSets

/// `tuningfork evaluate`
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a trained network on labelled galaxies that it has not seen.",
        discussion: """
            Prints n, accuracy, balanced accuracy, precision, recall, F1 and ROC AUC with 95 % intervals, the confusion \
            matrix, and the same for the most confident 75 and 50 %; of every class whether its probabilities can be \
            believed (calibration error, Brier score), what leaving out the least confident brings (area under the \
            risk-coverage curve), and what the threshold costs. Of a network that answers questions also the mean \
            absolute deviation from the votes and their loss, by question, where the table has votes. Warns when test \
            galaxies were seen in training.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Folder of a finished training run.", valueName: "run"))
    var folder: String

    @Option(help: ArgumentHelp("Table of labelled images.", valueName: "table"))
    var manifest: String

    @OptionGroup var identifier: IdentifierOption

    @Option(help: ArgumentHelp("Write the figures as JSON.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Write a page with curves and the most confident mistakes.", valueName: "file"))
    var report: String?

    @OptionGroup(title: "Prediction sets")
    var sets: SetOptions

    @OptionGroup(title: "Engine")
    var inference: InferenceOptions

    @OptionGroup var reporting: ReportingOptions

    func run() throws {
        let progress = reporting.progress
        try OutputFiles.check([json, report], tables: [manifest], inputs: RunDirectory(folder).files)
        let (engine, trained) = try inference.network(folder, progress)
        let evaluation = try SetEvaluation(
            of: engine, run: RunDirectory(folder), on: manifest, batch: inference.batch,
            names: sets.covariates.added(to: identifier.names), setLevel: sets.setLevel, progress: progress)
        if let json { try AtomicFile.write(json, string: try evaluation.json()) }
        if let report {
            let reader = PictureReader(try RunDirectory(folder).read().recipe.input)
            try Report(
                title: "\(trained?.recipe.name ?? StubEngine.name) on \(manifest)",
                introduction: evaluation.warnings.isEmpty ? nil : evaluation.warnings.joined(separator: " "),
                sections: evaluation.metrics.map {
                    [.init(name: manifest, metrics: $0, predictions: evaluation.predictions)]
                } ?? [],
                votes: evaluation.votes.map { [.init(name: "Votes, \(manifest)", figures: $0)] } ?? [],
                provenance: (trained?.provenance ?? [.init("Model", StubEngine.name)]) + [.init("Manifest", manifest)],
                picture: { try reader.picture($0).image }
            ).write(to: report)
        }
        for warning in evaluation.warnings { progress.warn(warning) }
        for remark in evaluation.setRemarks { progress.say(remark) }
        if evaluation.unlabelled > 0, evaluation.votes == nil {
            progress.say("\(evaluation.unlabelled) rows have no label and are left out")
        }
        print(evaluation.table())
        for path in [json, report].compactMap(\.self) { progress.say("Written: \(path)") }
    }
}
