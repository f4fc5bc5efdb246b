import ArgumentParser
import Files
import Process
import Recursion
import Training

/// `tuningfork recurse`
struct RecurseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recurse",
        abstract: "Let a trained network teach itself with its own surest labels of a survey that nobody has labelled.",
        discussion: """
            Rounds of: the network labels the unlabelled galaxies, as adapt and classify would; the surest labels are chosen \
            (sure by thresholds of each class's own, a prediction set of one class, no strange picture, in the shares that the \
            classes are estimated to have); a network is trained anew, from the weights that the first one began with, on the \
            run's tables and those galaxies; it is judged by labelled galaxies that nothing is learnt from, by galaxies that \
            both surveys see (--pairs), and by whether it contradicts what it was taught. Where something fell, the round is \
            rolled back and no other follows.

            Writes a run like any other, of the last round that was kept, or the first run's own where none was, with \
            recursion.json (what was done and why) and pseudo_labels.parquet (what became of every galaxy in every round). \
            After Ctrl-C, or when it was killed, the same command goes on; the bytes are the same in the end.
            """)

    @ArgumentParser.Argument(
        help: ArgumentHelp("Folder of a finished training run, or of an ensemble.", valueName: "run"))
    var folder: String

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("The tables that the run was trained on, where they lie elsewhere now.", valueName: "table"))
    var manifest: [String] = []

    @Option(help: ArgumentHelp("Table of galaxies to label; labels in it are not looked at.", valueName: "table"))
    var unlabelled: String

    @Option(
        help: ArgumentHelp(
            "Table of galaxies that the run's survey and this one have seen: two rows with the same id, with the column "
                + "survey.", valueName: "table"))
    var pairs: String?

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Tables that the network will be tested on: a galaxy of theirs among the unlabelled is an error.",
            valueName: "table"))
    var test: [String] = []

    @Option(help: ArgumentHelp("Folder of the taught run.", valueName: "folder"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "Recipe file whose table [recursion] says how; without it the run's own recipe, where that has one.",
            valueName: "file"))
    var recipe: String?

    @Option(help: ArgumentHelp("Most rounds; 3 where the recipe does not say it.", valueName: "n"))
    var rounds: Int?

    @Option(help: ArgumentHelp("Most galaxies of a class that a round learns from.", valueName: "n"))
    var perClass: Int?

    @Option(
        help: ArgumentHelp(
            "How labels are chosen: guarded, as it is where the recipe does not say it; or top, the most probable of each class and "
                + "nothing else, as Khan et al. 2019 did.", valueName: "choice"))
    var choice: RecursionRecipe.Choice?

    @OptionGroup var identifier: IdentifierOption

    @OptionGroup var covariates: CovariateOptions

    @OptionGroup(title: "Engine")
    var engine: EngineOptions

    @Option(help: ArgumentHelp("Images at a time, where none is learnt from.", valueName: "n"))
    var batch = 32

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        if let rounds, rounds < 1 { throw ValidationError("--rounds must be 1 or more.") }
        if batch < 1 { throw ValidationError("--batch must be 1 or more.") }
        if let perClass, perClass < 1 { throw ValidationError("--per-class must be 1 or more.") }
    }

    func run() throws {
        var recursion = Recursion(of: RunDirectory(folder), unlabelled: unlabelled, output: RunDirectory(output))
        if !manifest.isEmpty { recursion.manifests = manifest }
        recursion.pairs = pairs
        recursion.tests = test
        recursion.names = covariates.added(to: identifier.names)
        recursion.settings = try settings()
        recursion.device = engine.device
        recursion.threads = engine.limit
        recursion.batch = batch
        _ = try recursion.perform(progress: reporting.progress)
        print(output)
    }

    private func settings() throws -> RecursionRecipe {
        var settings = try RunDirectory(folder).read().recipe.recursion ?? RecursionRecipe()
        if let recipe {
            guard let own = try RecipeFile.read(recipe).recursion else {
                throw InputError(
                    file: recipe, problem: "it has no table [recursion]",
                    remedy: "Write one, as in recipes/paper_recursive.toml, or leave --recipe out")
            }
            settings = own
        }
        if let rounds { settings.rounds = rounds }
        if let perClass { settings.perClass = perClass }
        if let choice { settings.choice = choice }
        return settings
    }
}
