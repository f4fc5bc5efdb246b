internal import ArgumentParser
internal import Foundation
internal import SimulatedSky
internal import Surveys

/// A simulated sky and its sets, as the demonstration makes them, under conditions that it does not have.
struct SkyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sky", abstract: "Make a simulated sky and the sets of two surveys from it.")

    @Argument(help: "Folder for everything.") var output: String
    @Option(help: "Galaxies of the sky.") var galaxies = 9000
    @Option(help: "Seed.") var seed: UInt64 = 1
    @Option(help: "Share of the sky that DES alone sees; the rest of --both is SDSS's alone.") var desOnly = 0.05
    @Option(help: "Share of the sky that both see.") var both = 0.19
    @Option(help: "Electrons that DES counts, over those of the demonstration's.") var exposure = 1.0
    @Option(help: "Width of stars in DES, over that of the demonstration's.") var seeing = 1.0
    @Option(help: "Share of spirals among the galaxies of the two classes in DES.") var spiralShare = 0.7
    @Option(help: "r magnitude of the faintest objects that DES lists.") var faintest = SurveyModel.des.faintest

    func validate() throws {
        guard desOnly >= 0, both >= 0, desOnly + both <= 1 else {
            throw ValidationError("--des-only and --both are shares of one sky.")
        }
    }

    func run() throws {
        let threads = ProcessInfo.processInfo.activeProcessorCount
        var des = SurveyModel.des.with(exposure: exposure, seeing: seeing, spiralShare: spiralShare)
        des.faintest = faintest
        let sky = SimulatedSkyConfiguration(
            seed: seed, galaxies: galaxies, sdssOnly: 1 - both - desOnly, both: both, desOnly: desOnly, des: des,
            threads: threads)
        let paths = try SimulatedSky.build(sky, in: "\(output)/sky")
        var configuration = LabelledSets.Configuration()
        configuration.labels = .galaxyZooClean
        configuration.seed = seed
        configuration.threads = threads
        print(try LabelledSets.make(from: paths, configuration, in: output).testUnlabelled)
        Output.flush()
    }
}
