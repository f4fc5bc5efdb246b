internal import Glibc

/// A folder of one process's own in which files are written before they are moved to their place; it is removed with the
/// last reference to it, and by ``Unbroken/endProcess(code:)``.
final class StagingFolder {
    private let path: String
    private let lock: Int32
    /// What ``UnfinishedFiles`` remembers: the folder before what is in it.
    private var slots: [Int] = []

    private static let lockName = ".lock"

    /// Makes the folder; what a killed process has left in it is removed.
    ///
    /// Throws ``WriteError``, also when a running process has it.
    init(_ path: String) throws {
        self.path = path
        // Between its making and its being remembered no signal finds the folder.
        (lock, slots) = try Unbroken.perform {
            let lock = try Self.makeLocked(path)
            return (lock, [path, "\(path)/\(Self.lockName)"].compactMap(UnfinishedFiles.shared.add))
        }
        try empty()
    }

    /// Makes the folder and its lock; returns the lock's file.
    private static func makeLocked(_ path: String) throws -> Int32 {
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw WriteError(path: path, code: errno) }
        return try FileLock.open("\(path)/\(Self.lockName)", of: path)
    }

    deinit {
        for name in (try? Directory.names(in: path)) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
        close(lock)
        slots.forEach(UnfinishedFiles.shared.forget)
    }

    /// Where a file of a name is written.
    func path(of name: String) -> String {
        let file = "\(path)/\(name)"
        remember(file)
        return file
    }

    /// Names of the files that were written. Throws ``WriteError``.
    func names() throws -> [String] { try Directory.names(in: path).filter { $0 != Self.lockName } }

    /// Removes all files. Throws ``WriteError``.
    func empty() throws {
        for name in try names() {
            guard unlink("\(path)/\(name)") == 0 else { throw WriteError(path: "\(path)/\(name)", code: errno) }
        }
    }

    private func remember(_ path: String) {
        if let slot = UnfinishedFiles.shared.add(path) { slots.append(slot) }
    }
}
