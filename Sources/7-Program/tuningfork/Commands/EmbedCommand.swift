import ArgumentParser
import Engines
import Inference
import Manifests
import Networks
import Process
import Torch
import Training
import TrainingSets
import Vectors

/// `tuningfork embed`
struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Turn images of galaxies into vectors.",
        discussion: """
            With a run: the vectors of its embedding layer. With --backbone and --weights: the averaged features of the \
            backbone's last layer. --endpoint names another layer of either backbone. Writes a vector for every row of \
            the manifest: as a matrix in NumPy's format (.npy) and beside it a table (same name, .csv) with id, file, \
            flag and reason; or all of it as one Parquet file (.parquet) with a column 'embedding' of lists. The vector \
            of an unreadable image is NaN.

            What is found is kept in OUTPUT.unfinished until all is written: after Ctrl-C, or when it was killed, the \
            same command goes on, and the files have the same bytes.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Folder of a finished training run.", valueName: "run"))
    var folder: String?

    @Option(help: ArgumentHelp("Architecture, instead of a run.", valueName: "name"))
    var backbone: BackboneName?

    @Option(help: ArgumentHelp("Weights of the backbone: a registered name or a file.", valueName: "weights"))
    var weights: String?

    @Option(
        help: ArgumentHelp(
            "Layer of the backbone whose output is averaged, instead of the embedding (of --backbone: the last).",
            valueName: "layer"))
    var endpoint: String?

    @Option(
        help: ArgumentHelp("Recipe whose input frame is used with --backbone; else whole images.", valueName: "recipe"))
    var recipe: String?

    @Option(help: ArgumentHelp("Table of images.", valueName: "table"))
    var manifest: String

    @OptionGroup var identifier: IdentifierOption

    @Option(help: ArgumentHelp("Vectors to write (.npy, .parquet).", valueName: "file"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "How numbers are stored: float32; or float16: half the size, three digits, up to 65504.", valueName: "type")
    )
    var type = StoredFloat.float32

    @OptionGroup(title: "Engine")
    var inference: InferenceOptions

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        guard (folder != nil) != (backbone != nil) else {
            throw ValidationError("Give the folder of a run, or --backbone with --weights.")
        }
        if backbone != nil && weights == nil { throw ValidationError("--backbone needs --weights.") }
        if folder != nil && (weights != nil || recipe != nil) {
            throw ValidationError("A run brings its own weights and frame: leave --weights and --recipe out.")
        }
        if endpoint != nil && inference.kind == .stub { throw ValidationError("--engine stub has no layers.") }
        if backbone != nil && inference.kind == .stub { throw ValidationError("--engine stub needs a run.") }
        guard EmbeddingFile.extensions.contains(where: output.hasSuffix) else {
            throw ValidationError("--output must end in \(EmbeddingFile.extensions.joined(separator: " or ")).")
        }
    }

    func run() throws {
        let progress = reporting.progress
        var request = InferenceRequest(
            manifest: manifest, output: output, batch: inference.batch, names: identifier.names)
        request.inputs = [recipe, try weights.map(WeightLookup.path)].compactMap(\.self)
        if let folder { request.inputs += RunDirectory(folder).files }
        let summary = try Embedding.perform(request, engine: engine(progress), type: type, progress: progress)
        print(output)
        try inference.tell(
            progress, manifest: manifest, rows: summary.rows, repeated: summary.repeated,
            unreadable: summary.unreadable, first: summary.firstUnreadable)
    }

    private func engine(_ progress: ProgressReporter) throws -> any Engine {
        if let folder { return try inference.network(folder, layer: endpoint, progress).0 }
        let hasFrame = recipe != nil
        var recipe = try RecipeSource.read(recipe)
        recipe.network.backbone = backbone ?? recipe.network.backbone
        recipe.network.weights = weights ?? ""
        recipe.network.endpoint = endpoint ?? ""
        if !hasFrame { recipe.input.size = recipe.network.backbone.record.inputSize }
        return try LibtorchEngine(
            recipe: recipe, device: Device(name: inference.engine.device), threads: inference.engine.limit)
    }
}
