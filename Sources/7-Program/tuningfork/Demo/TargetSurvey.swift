import Adaptation
import Confidence
import Engines
import Files
import Foundation
import Process
import Torch
import Training

/// What the demonstration does before it labels the survey that nobody has labelled: the network's threshold is brought to
/// it, as `tuningfork adapt` does.
struct TargetSurvey {
    let run: RunDirectory
    /// The survey's galaxies.
    let manifest: String
    /// Galaxies that the run's survey sees too.
    let pairs: String
    /// Folder of the adapted run.
    let output: String
    let device: Device
    let threads: Int?

    /// The network for the survey; the run's own where there are too few galaxies to adapt it.
    func network(
        _ own: LibtorchEngine, _ progress: ProgressReporter
    ) throws -> (engine: LibtorchEngine, run: RunDirectory, lines: [String]) {
        let adapted = RunDirectory(output)
        if FileManager.default.fileExists(atPath: adapted.adaptation) {
            try FileManager.default.removeItem(atPath: output)
        }
        do {
            let record = try Adaptation(of: run, to: manifest, pairs: pairs, output: adapted)
                .perform(engine: own, progress: progress)
            let network = LibtorchEngine(try TrainedNetwork(adapted, device: device, threads: threads))
            return (network, adapted, record.lines(classes: own.model.classes))
        } catch let error as InputError {
            progress.say("Not adapted to the survey: \(error)")
            return (own, run, ["The network is used as it was trained: \(error.problem)"])
        }
    }
}
