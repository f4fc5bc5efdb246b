import Files
import Foundation
public import Process

/// Adds what is made after the training to a finished run's folder, and keeps other processes out meanwhile.
///
/// What was added counts once `run.json` tells of it; a process that is killed before leaves nothing that counts.
public final class RunAddition {
    /// What the run was made from.
    public private(set) var info: RunInfo
    /// The recipe as run.
    public let recipe: Recipe

    private let run: RunDirectory
    private let lock: FileLock
    private let log: RunLog

    /// Takes the folder of a finished run.
    ///
    /// - Throws: ``Files/InputError`` when `run` holds no finished run, ``Files/WriteError``, also when another process
    ///   writes into the folder.
    public init(_ run: RunDirectory, progress: ProgressReporter) throws {
        self.run = run
        (info, recipe, _) = try run.readFinished()
        lock = try FileLock(run.lock, of: run.path)
        log = try RunLog(path: run.log, progress: progress)
    }

    /// Prints `line` and keeps it in the run's log.
    public func say(_ line: String) throws { try log.say(line) }

    /// Copies a manifest that the run was trained on alone into the folder, and names it there: it may go where it is.
    ///
    /// - Parameter file: its place in the folder.
    package func keep(_ manifest: String, as file: String) throws {
        let digest = try Checksum.hexadecimal(.sha256, ofFile: manifest)
        guard let place = info.additional?.firstIndex(where: { $0.sha256 == digest }) else {
            preconditionFailure("\(manifest) is none that the run was trained on alone")
        }
        try AtomicFile.write(file, bytes: FilePiece(path: manifest).read())
        info.additional?[place].path = file.fileName
        try finish([file])
    }

    /// Takes those of `files` that there are into `run.json` as the run's own.
    public func finish(_ files: [String]) throws {
        for file in files where run.exists(file) { try info.note(file) }
        try info.write(run)
    }
}

extension RunDirectory {
    /// Whether the run in the folder has been trained, but what its recipe wants to be learnt on the galaxies that it was not
    /// trained on has not.
    public func awaitsCalibration() throws -> Bool {
        let (info, recipe) = try read()
        return try isComplete(info) && recipe.calibrationFraction > 0
            && info.digests?[calibration.fileName] == nil && SeenGalaxies(self).sides.contains(.calibration)
    }
}
