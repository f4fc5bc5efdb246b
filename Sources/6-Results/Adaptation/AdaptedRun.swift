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
    func write(_ record: AdaptationRecord, _ confidence: AdaptedConfidence) throws {
        let manager = FileManager.default
        try? manager.removeItem(atPath: staging.path)
        try Directory.create(staging.path)
        defer { try? manager.removeItem(atPath: staging.path) }
        try run.copyFinished(to: staging, without: run.confidenceFiles)
        try confidence.calibrator.write(to: staging.calibration)
        try confidence.sets?.write(to: staging.sets)
        try confidence.strangeness?.write(to: staging.strangeness)
        try record.write(to: staging.adaptation)
        do {
            // Its lock goes before the folder gets its name.
            let addition = try RunAddition(staging, progress: ProgressReporter(isQuiet: true))
            try withExtendedLifetime(addition) { try addition.finish(staging.confidenceFiles) }
        }
        rmdir(output.path)
        try Directory.place(staging.path, as: output.path)
    }
}
