import ArgumentParser
import Evaluation
import Files
import Inference
import Manifests
import Torch
import Training
import TrainingSets

/// `tuningfork evaluate`
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a trained network on labelled galaxies that it has not seen.",
        discussion: """
            Prints n, accuracy, balanced accuracy, precision, recall, F1 and ROC AUC with 95 % intervals, the confusion \
            matrix, and the same for the most confident 75 and 50 %. Warns when test galaxies were seen in training.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Folder of a finished training run.", valueName: "run"))
    var folder: String

    @Option(help: ArgumentHelp("Table of labelled images.", valueName: "table"))
    var manifest: String

    @Option(help: ArgumentHelp("Write the figures as JSON.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Write a page with curves and the most confident mistakes.", valueName: "file"))
    var report: String?

    @OptionGroup(title: "Engine")
    var inference: InferenceOptions

    @OptionGroup var reporting: ReportingOptions

    func run() throws {
        let list = try Manifest.read(manifest, requireLabels: true)
        let trained = try inference.network(folder)
        let progress = reporting.progress
        let evaluation = try SetEvaluation(
            of: trained, run: RunDirectory(folder), on: list, batch: inference.batch, progress: progress)
        if let json { try AtomicFile.write(json, string: try evaluation.metrics.json()) }
        if let report {
            try Report(
                title: "\(trained.recipe.name) on \(list.path)",
                introduction: evaluation.warnings.isEmpty ? nil : evaluation.warnings.joined(separator: " "),
                sections: [
                    .init(name: list.path, metrics: evaluation.metrics, predictions: evaluation.predictions)
                ],
                provenance: trained.provenance + [.init("Manifest", list.path)]
            ).write(to: report)
        }
        for warning in evaluation.warnings { progress.warn(warning) }
        print(evaluation.metrics.table())
    }
}

extension TrainedNetwork {
    /// Where figures made with this network come from.
    var provenance: [Report.Provenance] {
        [
            .init("Program", "tuningfork \(ProgramVersion.current), libtorch \(Torch.version)"),
            .init("Model", "\(info.backbone) through \(info.endpoint), weights \(model)…"),
            .init("Recipe", "\(recipe.name), seed \(recipe.seed), trained \(info.finished ?? info.started)"),
            .init("Trained on", info.manifests.map(\.path).joined(separator: ", ")),
            .init("First weights", info.firstWeights.isEmpty ? "random" : info.firstWeights),
        ]
    }
}
