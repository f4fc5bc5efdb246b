import Adaptation
import ArgumentParser
import Files
import Networks
import Process
import Ranks
import Training

/// `tuningfork train`
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a network on labelled images of galaxies.",
        discussion: """
            A manifest is a table (CSV) with the columns id, file and label; ra and dec keep one galaxy from standing on \
            both sides of the split. The recipe decides everything else; see recipes/.

            Under torchrun, srun or mpirun, or with --ranks, several processes train one network together; docs/SCALING.md. With \
            --models they train a network each, the next that nobody has.

            Ctrl-C finishes the batch and writes a checkpoint. The same command again, or --resume with --output \
            alone, goes on; on the CPU the result has the same bytes as without the interruption.
            """)

    @Option(name: .long, parsing: .upToNextOption, help: ArgumentHelp("Tables of labelled images.", valueName: "table"))
    var manifest: [String] = []

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Tables to validate on; without them a part of --manifest (validation_fraction).", valueName: "table"))
    var validation: [String] = []

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Tables to train on alone: none of their galaxies is validated or calibrated on.", valueName: "table"))
    var additional: [String] = []

    @OptionGroup var identifier: IdentifierOption

    @OptionGroup var covariates: CovariateOptions

    @Option(help: ArgumentHelp("Recipe file (TOML); without it the defaults.", valueName: "file"))
    var recipe: String?

    @Option(help: ArgumentHelp("Folder for recipe, weights, metrics and log.", valueName: "folder"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "Networks that are trained by themselves, with the recipe's seed and those after it, and answer as one; 1 where "
                + "the recipe's table [recursion] does not say it.", valueName: "n"))
    var models: Int?

    @OptionGroup(title: "Instead of what the recipe says")
    var overrides: RecipeOverrides

    @OptionGroup(title: "Engine")
    var engine: EngineOptions

    @OptionGroup(title: "Several processes")
    var ranks: RankOptions

    @OptionGroup(title: "Checkpoints")
    var checkpoints: CheckpointOptions

    @Flag(help: "Go on with the unfinished run in --output, with the recipe and manifests it was started with.")
    var resume = false

    @Flag(help: "Replace what an earlier run left in --output.")
    var force = false

    @Flag(help: "Leave rows with unreadable images out; otherwise such a row is an error.")
    var skipUnreadable = false

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        if resume && force { throw ValidationError("--resume goes on and --force starts anew: give one of them.") }
        if let models, models < 1 { throw ValidationError("--models must be 1 or more.") }
        if let models, models > 1 && (resume || force) {
            throw ValidationError("--models goes on when the same command is given again, without --resume or --force.")
        }
        if !resume && manifest.isEmpty { throw ValidationError("Give one or more tables with --manifest.") }
        if resume
            && (!manifest.isEmpty || !validation.isEmpty || !additional.isEmpty || identifier.id != nil
                || covariates.areGiven || recipe != nil
                || !overrides.isEmpty)
        {
            throw ValidationError("--resume takes manifests and recipe from --output: do not give them again.")
        }
    }

    func run() throws {
        if try ranks.startsThem() { throw ExitCode(try ranks.start()) }
        var request = try request()
        request.checkpoints = checkpoints.settings
        let models = models ?? (resume ? nil : request.recipe.recursion?.models) ?? 1
        // The run says how many it is one of: recurse looks at that.
        if !resume, request.recipe.recursion != nil { request.recipe.recursion?.models = models }
        if models > 1 {
            guard !force else {
                throw InputError(
                    problem: "\(models) networks are trained without --force",
                    remedy:
                        "Train each seed by itself, with --models 1, then put them together with tuningfork ensemble")
            }
            try EnsembleTraining.perform(
                request, models: models, threads: engine.limit, progress: reporting.progress)
            if request.launch.isFirst { print(output) }
            return
        }
        _ = try TrainingRun.perform(request, progress: reporting.progress)
        guard request.launch.isFirst else { return }
        try RunCalibration.perform(
            request.run, device: request.device, threads: engine.limit, progress: reporting.progress)
        print("\(output)")
    }

    private func request() throws -> TrainingRequest {
        let folder = RunDirectory(output)
        if resume {
            var request = try TrainingRequest.resuming(folder)
            if let threads = engine.threads { request.recipe.threads = threads }
            try ranks.apply(to: &request)
            return request
        }
        var recipe = try RecipeSource.read(self.recipe)
        try overrides.apply(to: &recipe, hasFile: self.recipe != nil)
        if let threads = engine.threads { recipe.threads = threads }
        var request = TrainingRequest(
            manifests: manifest, validation: validation, recipe: recipe, run: folder, device: engine.device,
            skipsUnreadable: skipUnreadable, replaces: force)
        request.additional = additional
        request.recipeFile = self.recipe
        request.names = covariates.added(to: identifier.names)
        try ranks.apply(to: &request)
        return request
    }
}
