import Adaptation
import ArgumentParser
import Files
import Process
import Training

/// `tuningfork ensemble`
struct EnsembleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ensemble",
        abstract: "Put several trained networks together, so that they answer as one.",
        discussion: """
            The folder that it writes is a run to every other command: the mean of the networks' logits is calibrated and \
            classified, each network looks at a galaxy in its own frame and views, and vectors are those of the first one. \
            The classes must be the same, in the same order. Weights are hard links where the file system has them.

            The ensemble is calibrated on the galaxies that every run has kept apart (calibration_fraction); runs of the \
            same tables keep the same ones apart, whatever their seeds. Without such galaxies it is not calibrated. The same \
            command goes on where it was interrupted.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Folders of finished training runs, two or more.", valueName: "run"))
    var folders: [String]

    @Option(help: ArgumentHelp("Folder of the ensemble.", valueName: "folder"))
    var output: String

    @OptionGroup(title: "Engine")
    var engine: EngineOptions

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        if folders.count < 2 { throw ValidationError("Give the folders of two runs or more.") }
    }

    func run() throws {
        let progress = reporting.progress
        let run = RunDirectory(output)
        for folder in folders where try RunDirectory(folder).awaitsCalibration() {
            throw InputError(
                file: folder, problem: "the run is trained, but not calibrated yet",
                remedy: "Go on with tuningfork train --resume --output \(folder)")
        }
        if try !Ensemble.isWritten(folders.map(RunDirectory.init), to: run) {
            try Ensemble.write(folders.map(RunDirectory.init), to: run)
        }
        guard try run.read().recipe.calibrationFraction > 0 else {
            progress.say("Not calibrated: too few galaxies that no run was trained or validated on")
            print(output)
            return
        }
        try RunCalibration.perform(run, device: engine.device, threads: engine.limit, progress: progress)
        print(output)
    }
}
