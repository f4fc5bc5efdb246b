import Files
import Foundation

/// The folder of a run in which its checkpoints lie, one a file.
struct CheckpointFolder: Sendable, Equatable {
    let path: String

    /// The checkpoints in it, the newest by progress first.
    var names: [CheckpointName] {
        ((try? Directory.names(in: path)) ?? []).compactMap { CheckpointName($0) }.sorted(by: >)
    }

    /// Their paths.
    var files: [String] { names.map(file) }

    func file(_ name: CheckpointName) -> String { "\(path)/\(name.file)" }

    /// Removes all but the `count` newest.
    func keepNewest(_ count: Int) throws {
        for file in files.dropFirst(count) where unlink(file) != 0 && errno != ENOENT {
            throw WriteError(path: file, code: errno)
        }
    }

    /// Gives a file that is no good checkpoint of the run another name, so that nothing replaces or removes it.
    ///
    /// - Returns: its new name.
    func setAside(_ name: CheckpointName) throws -> String {
        var other = "\(name.file).refused"
        while FileManager.default.fileExists(atPath: "\(path)/\(other)") { other += "+" }
        guard rename(file(name), "\(path)/\(other)") == 0 else {
            throw WriteError(path: "\(path)/\(other)", code: errno)
        }
        return other
    }

    /// Removes the folder, where nothing is left in it.
    func removeIfEmpty() throws {
        if rmdir(path) != 0, ![ENOENT, ENOTEMPTY, EEXIST, ENOTDIR].contains(errno) {
            throw WriteError(path: path, code: errno)
        }
    }
}
