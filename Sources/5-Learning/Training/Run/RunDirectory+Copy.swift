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

    /// Puts what stays of a finished run, and of its members, into the folder of `other`, which is there.
    ///
    /// - Parameter left: files of the run itself that stay behind.
    /// - Throws: ``Files/InputError`` when this is no run, ``Files/WriteError``.
    package func copyFinished(to other: RunDirectory, without left: [String] = []) throws {
        try copy(finishedFiles.filter { !left.contains($0) } + [pseudoLabels], to: other)
        let info = try RunInfo.read(self)
        for (member, name) in zip(members(info), info.members ?? []) {
            let folder = RunDirectory("\(other.path)/\(name)")
            try Directory.create(folder.path)
            try member.copy(member.finishedFiles, to: folder)
        }
    }

    /// What stays of a run when it is finished.
    package var finishedFiles: [String] { files.filter { !unfinishedFiles.contains($0) } }
}
