import Confidence
import Files
import Foundation
import Process
import Training

/// The folder of a run that was adapted to a target survey: the run's own files, another calibration, and the record of
/// what was found. It appears as a whole or not at all.
struct AdaptedRun {
    private let run: RunDirectory
    private let output: RunDirectory
    /// Where it is put together.
    private let staging: RunDirectory

    /// - Throws: ``Files/InputError`` when `output` holds anything.
    init(of run: RunDirectory, output: RunDirectory) throws {
        self.run = run
        self.output = output
        staging = RunDirectory(output.path + ".unfinished")
        if let names = try? FileManager.default.contentsOfDirectory(atPath: output.path), !names.isEmpty {
            throw InputError(
                file: output.path, problem: "the folder holds something already",
                remedy: "Give --output a folder that does not exist yet")
        }
    }

    /// Writes the folder.
    ///
    /// - Parameters:
    ///   - calibrator: nil leaves the run's own, and all that was learnt with it.
    func write(_ record: AdaptationRecord, calibrator: Calibrator?, progress: ProgressReporter) throws {
        let manager = FileManager.default
        try? manager.removeItem(atPath: staging.path)
        try Directory.create(staging.path)
        defer { try? manager.removeItem(atPath: staging.path) }
        // What clean pictures look like is of the run's survey; of another calibrator's probabilities its sets say nothing.
        let left = calibrator == nil ? [run.adaptation, run.strangeness] : run.confidenceFiles
        for file in run.files where !left.contains(file) && manager.fileExists(atPath: file) {
            let copy = "\(staging.path)/\(file.fileName)"
            // Weights are never written in place.
            if file == run.weights, link(file, copy) == 0 { continue }
            do { try manager.copyItem(atPath: file, toPath: copy) } catch {
                throw WriteError(
                    path: copy, reason: "\(error.localizedDescription)", remedy: "Is there room on the disk?")
            }
        }
        try calibrator?.write(to: staging.calibration)
        try record.write(to: staging.adaptation)
        let addition = try RunAddition(staging, progress: ProgressReporter(isQuiet: true))
        let made = staging.confidenceFiles.filter(manager.fileExists)
        try addition.finish(made)
        rmdir(output.path)
        guard rename(staging.path, output.path) == 0 else { throw WriteError(path: output.path, code: errno) }
    }
}
