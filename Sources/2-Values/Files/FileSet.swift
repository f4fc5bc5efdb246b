internal import Glibc

/// The files that a run writes into a folder and that belong together, such as training and test sets: after ``commit()``
/// the folder holds those of this run and none of an earlier one.
///
/// They are written in a hidden folder inside of it and moved when all are there. A record (``recordName``) lists them
/// with their sums; by it the next run knows which files are its own to replace or remove. Files that no run has written,
/// or that were changed since, are never touched. A run that ends before ``commit()``, killed or not, leaves the folder as
/// it was; one that is killed while it moves files leaves a record that says so, and ``check(_:)`` refuses them.
///
/// ```swift
/// let set = try FileSet("sets", maker: "select", names: ["train.csv", "test.csv"], inputs: ["votes.fits"])
/// try TableFile.write(train, to: set.path(of: "train.csv"))
/// try TableFile.write(test, to: set.path(of: "test.csv"))
/// try set.commit()  // both are there now, or neither
/// ```
public final class FileSet {
    /// Name of the record in the folder.
    public static let recordName = "files.journal"

    /// The folder.
    public let folder: String
    private let maker: String
    /// What earlier runs have written.
    private let old: FileSetRecord
    private let staging: StagingFolder

    /// Opens a folder for one run; it is locked until the set is gone.
    ///
    /// - Parameters:
    ///   - folder: made where it does not exist.
    ///   - maker: the command that writes, one word; another maker's files are not replaced.
    ///   - names: all names that such a set may have: files under one of them that no run has written are refused, even
    ///     if this run does not write it.
    ///   - inputs: what the run reads; none may be a file that it replaces or removes.
    /// - Throws: ``InputError`` for files that are in the way; ``WriteError``, also when another process has the lock.
    public init(_ folder: String, maker: String, names: [String], inputs: [String]) throws {
        try Directory.create(folder)
        let old = try FileSetRecord(folder: folder) ?? FileSetRecord(maker: maker, isComplete: true, files: [:])
        guard old.maker == maker else {
            throw InputError(
                file: "\(folder)/\(Self.recordName)", problem: "the folder holds files of '\(old.maker)'",
                remedy: "Give \(maker) another folder")
        }
        (self.folder, self.maker, self.old) = (folder, maker, old)
        staging = try StagingFolder("\(folder)/.tuningfork-unfinished")
        for name in Set(names).union(old.files.keys).sorted() { try checkIsOwn(name) }
        for input in inputs {
            let name = input.fileName
            if old.files[name] != nil, Self.isSame(input, "\(folder)/\(name)") {
                throw InputError(
                    file: input, problem: "\(maker) would replace or remove it, and is to read it",
                    remedy: "Give another folder to write to")
            }
        }
    }

    /// Where the file of a name is to be written until ``commit()`` moves it.
    public func path(of name: String) -> String { staging.path(of: name) }

    /// Forgets what was written so far: it takes no place. Throws ``WriteError``.
    public func discard() throws { try staging.empty() }

    /// Removes the files of earlier runs and puts those of this run in place. Call it once, last.
    ///
    /// A signal that ends the process waits until all are there. Throws ``InputError`` and ``WriteError``; when it throws
    /// before the first file has moved, nothing is changed.
    public func commit() throws { try commit {} }

    /// As ``commit()``; calls `afterStep` when the folder is marked as incomplete, and after each file.
    package func commit(afterStep: () throws -> Void) throws {
        let files = try sums()
        try Unbroken.perform(saying: "Stopped when all files were in place.\n") {
            try begin(files)
            try afterStep()
            for name in files.keys.sorted() {
                let path = "\(folder)/\(name)"
                guard rename(staging.path(of: name), path) == 0 else { throw WriteError(path: path, code: errno) }
                try afterStep()
            }
            try FileSetRecord(maker: maker, isComplete: true, files: files).write(to: folder)
        }
    }

    /// The names and sums of this run's files. Throws as ``checkIsOwn(_:)`` does.
    private func sums() throws -> [String: Set<String>] {
        var files: [String: Set<String>] = [:]
        for name in try staging.names() {
            try checkIsOwn(name)
            files[name] = [try Checksum.hexadecimal(.sha256, ofFile: staging.path(of: name))]
        }
        return files
    }

    /// Marks the folder as incomplete and removes what this run does not replace.
    private func begin(_ files: [String: Set<String>]) throws {
        try FileSetRecord(
            maker: maker, isComplete: false, files: files.merging(old.files) { $0.union($1) }
        ).write(to: folder)
        for name in old.files.keys.sorted() where files[name] == nil {
            let path = "\(folder)/\(name)"
            guard unlink(path) == 0 || errno == ENOENT else { throw WriteError(path: path, code: errno) }
        }
    }

    /// Throws ``InputError`` unless there is no such file, or it is as an earlier run has left it.
    private func checkIsOwn(_ name: String) throws {
        let path = "\(folder)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw WriteError(path: path, code: errno) }
            return
        }
        guard let sums = old.files[name] else {
            throw InputError(
                file: path, problem: "\(maker) has not written this file, but one of its own may have this name",
                remedy: "Move it away, or give another folder")
        }
        guard status.st_mode & S_IFMT == S_IFREG, sums.contains(try Checksum.hexadecimal(.sha256, ofFile: path)) else {
            throw InputError(
                file: path, problem: "the file was changed since \(maker) has written it",
                remedy: "Move it away, or give another folder")
        }
    }

    /// True when two paths lead to one file that is there.
    package static func isSame(_ path: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        return stat(path, &first) == 0 && stat(other, &second) == 0 && first.st_ino == second.st_ino
            && first.st_dev == second.st_dev
    }

    /// Refuses a file of a set whose run was killed while it put its files in place: the files beside it may be of
    /// another run.
    ///
    /// Throws ``InputError`` then; files that belong to no set are right.
    public static func check(_ path: String) throws {
        let bytes = path.utf8
        let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(path[...$0]) } ?? "."
        let name = slash.map { String(path[bytes.index(after: $0)...]) } ?? path
        guard let record = try FileSetRecord(folder: folder), !record.isComplete, record.files[name] != nil else {
            return
        }
        throw InputError(
            file: path,
            problem: "\(record.maker) was stopped while it put this file and those beside it in place; they may be of "
                + "different runs",
            remedy: "Run \(record.maker) into this folder again")
    }
}
