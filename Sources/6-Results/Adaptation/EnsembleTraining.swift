import Files
import Foundation
public import Process
import Ranks
public import Training

/// Trains networks that differ by their seeds alone, one after the other, and puts them together as one run.
public enum EnsembleTraining {
    /// Trains as `request` says with its recipe's seed and those after it, calibrates each, and writes the ensemble of all into
    /// the request's folder, with the same bytes as by hand. The runs lie in `OUTPUT.seeds` until then. After a signal, or
    /// kill -9, the same call goes on; at once when the folder holds this very ensemble.
    ///
    /// - Parameters:
    ///   - request: of one process.
    ///   - models: networks, two or more.
    ///   - threads: CPU threads; nil takes all cores.
    /// - Throws: what ``Training/TrainingRun/perform(_:progress:)``, ``Training/Ensemble/write(_:to:)`` and
    ///   ``RunCalibration/perform(_:device:threads:progress:)`` throw.
    public static func perform(
        _ request: TrainingRequest, models: Int, threads: Int? = nil, progress: ProgressReporter
    ) throws {
        precondition(
            models >= 2 && request.launch.count == 1, "\(models) networks by \(request.launch.count) processes")
        let output = request.run
        let seeds = output.path + ".seeds"
        let isWhole = FileManager.default.fileExists(atPath: output.info)
        if isWhole, try RunInfo.read(output).members?.count != models {
            throw WriteError(
                path: output.path, reason: "the folder holds another run", remedy: "Give a new folder with --output")
        }
        let names = (try? Directory.names(in: output.path)) ?? []
        guard isWhole || names.isEmpty else {
            throw WriteError(
                path: output.path, reason: "the folder is not empty", remedy: "Give a new folder with --output")
        }
        let runs = (1...models).map { RunDirectory(isWhole ? "\(output.path)/members/\($0)" : "\(seeds)/\($0)") }
        for (number, run) in runs.enumerated() {
            try Directory.create(run.path)
            progress.say("Network \(number + 1) of \(models)")
            var own = request
            own.run = run
            own.recipe.seed += number
            own.howToGoOn = Interrupted.goesOn.howToGoOn
            _ = try TrainingRun.perform(own, progress: progress)
            try RunCalibration.perform(run, device: request.device, threads: threads, progress: progress)
        }
        if !isWhole {
            let together = RunDirectory("\(seeds)/together")
            try? FileManager.default.removeItem(atPath: together.path)
            try Ensemble.write(runs, to: together)
            try RunCalibration.perform(together, device: request.device, threads: threads, progress: progress)
            rmdir(output.path)
            try Directory.place(together.path, as: output.path)
        }
        guard Directory.isDirectory(seeds) else { return }
        do { try FileManager.default.removeItem(atPath: seeds) } catch {
            throw WriteError(path: seeds, reason: error.localizedDescription, remedy: "Remove the folder")
        }
    }
}
