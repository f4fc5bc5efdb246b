import Adaptation
import ArgumentParser
import Confidence
import Engines
import Files
import Process
import Training

/// `tuningfork adapt`
struct AdaptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapt",
        abstract: "Bring a trained network's threshold to a survey that nobody has labelled.",
        discussion: """
            Looks for the threshold between the two classes in two ways: where the run's classes lie among the survey's \
            unlabelled scores, and, with --pairs, where galaxies lie that the run's survey has seen too. Each refuses where \
            it cannot know. Where they agree and the run's own threshold is shown to be wrong, it is moved; where it is \
            shown to be right, it stays; otherwise it stays too, and classify flags every galaxy \
            threshold_not_established. Pairs and prediction sets are weighted to the survey's magnitudes and sizes \
            where those are known, and what a strange picture is, is learnt anew from the survey's own.

            The threshold is that of the highest balanced accuracy: the shares that the classes have among the run's own \
            galaxies are taken out of the probabilities, and with --prior the survey's put in.

            Writes a folder with the run's own files, another calibration, and adaptation.json: what was found, with \
            intervals.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Folder of a finished training run.", valueName: "run"))
    var folder: String

    @Option(help: ArgumentHelp("Table of the survey's galaxies; labels are not looked at.", valueName: "table"))
    var unlabelled: String

    @Option(
        help: ArgumentHelp(
            "Table of galaxies that the run's survey and this one have seen: two rows with the same id, with the column "
                + "survey, and ra and dec where known.", valueName: "table"))
    var pairs: String?

    @Option(help: ArgumentHelp("Folder of the adapted run.", valueName: "folder"))
    var output: String

    @Flag(
        help: """
            Make the classes' shares in the survey, found by maximum likelihood, part of the probabilities: the most \
            galaxies are then right; without it both classes are as often right.
            """)
    var prior = false

    @OptionGroup var identifier: IdentifierOption

    @OptionGroup var covariates: CovariateOptions

    @OptionGroup(title: "Engine")
    var inference: InferenceOptions

    @OptionGroup var reporting: ReportingOptions

    func run() throws {
        let progress = reporting.progress
        let (engine, _) = try inference.network(folder, progress)
        var adaptation = Adaptation(
            of: RunDirectory(folder), to: unlabelled, pairs: pairs, output: RunDirectory(output))
        adaptation.names = covariates.added(to: identifier.names)
        adaptation.usesPrior = prior
        adaptation.batch = inference.batch
        let record = try adaptation.perform(engine: engine, progress: progress)
        for line in record.lines(classes: engine.model.classes) { progress.say(line) }
        if record.decision == .notEstablished {
            progress.warn("It could not be shown which threshold is right: it stays, and classify flags every galaxy.")
        }
        print(output)
    }
}
