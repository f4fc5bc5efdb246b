import Files
import Foundation

extension RunDirectory {
    /// Puts those of `files` that there are into the folder of `other`, which is there. Weights are hard links where that is
    /// possible: they are never written in place.
    ///
    /// - Throws: ``Files/WriteError``.
    package func copy(_ files: [String], to other: RunDirectory) throws {
        for file in files where exists(file) {
            let copy = "\(other.path)/\(file.fileName)"
            if file == weights, link(file, copy) == 0 { continue }
            do { try FileManager.default.copyItem(atPath: file, toPath: copy) } catch {
                throw WriteError(path: copy, reason: systemReason(error), remedy: "Is there room on the disk?")
            }
        }
    }

    /// What stays of a run when it is finished.
    package var finishedFiles: [String] { files.filter { !unfinishedFiles.contains($0) } }
}
