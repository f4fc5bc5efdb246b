import Files
import Foundation
public import Process
import Ranks
public import Training
import Workers

/// Trains networks that differ by their seeds alone, and puts them together as one run.
public enum EnsembleTraining {
    /// Trains as `request` says with its recipe's seed and those after it, calibrates each, and writes the ensemble of all into
    /// the request's folder, with the same bytes as by hand. The runs lie in `OUTPUT.seeds` until then. After a signal, or
    /// kill -9, the same call goes on; at once when the folder holds this very ensemble.
    ///
    /// Of several ranks each trains whole networks by itself, the next that nobody has (``Training/DealtWork``), and the first
    /// one puts them together; all of them need the folder.
    ///
    /// - Parameters:
    ///   - models: networks, two or more.
    ///   - threads: CPU threads; nil takes all cores, or this rank's share of them.
    /// - Throws: what ``Training/TrainingRun/perform(_:progress:)``, ``Training/Ensemble/write(_:to:)`` and
    ///   ``RunCalibration/perform(_:device:threads:progress:)`` throw.
    public static func perform(
        _ request: TrainingRequest, models: Int, threads: Int? = nil, progress: ProgressReporter
    ) throws {
        precondition(models >= 2, "an ensemble of \(models)")
        let threads =
            threads ?? (request.launch.localCount > 1 ? max(1, Workers.cores / request.launch.localCount) : nil)
        let (own, told) = (request.byItself(), request.launch.isFirst ? progress : .silent)
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
        try DealtWork.perform(request, pieces: models) { number in
            let run = runs[number]
            try Directory.create(run.path)
            progress.say("Network \(number + 1) of \(models)")
            var own = own
            own.run = run
            own.recipe.seed += number
            own.howToGoOn = Interrupted.goesOn.howToGoOn
            _ = try TrainingRun.perform(own, progress: told)
            try RunCalibration.perform(run, device: own.device, threads: threads, progress: told)
        } end: {
            if !isWhole { try putTogether(runs, as: output, in: seeds, device: own.device, threads, progress) }
            guard Directory.isDirectory(seeds) else { return }
            do { try FileManager.default.removeItem(atPath: seeds) } catch {
                throw WriteError(path: seeds, reason: error.localizedDescription, remedy: "Remove the folder")
            }
        }
    }

    private static func putTogether(
        _ runs: [RunDirectory], as output: RunDirectory, in seeds: String, device: String, _ threads: Int?,
        _ progress: ProgressReporter
    ) throws {
        let together = RunDirectory("\(seeds)/together")
        try? FileManager.default.removeItem(atPath: together.path)
        try Ensemble.write(runs, to: together)
        try RunCalibration.perform(together, device: device, threads: threads, progress: progress)
        rmdir(output.path)
        try Directory.place(together.path, as: output.path)
    }
}
