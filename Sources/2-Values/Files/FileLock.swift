internal import Glibc

/// A file by which one process at a time has a folder; it holds that process's number and goes with the lock.
///
/// ```swift
/// let lock = try FileLock("runs/first/.tuningfork.lock", of: "runs/first")
/// withExtendedLifetime(lock) { work() }
/// ```
package final class FileLock {
    private let path: String
    private let descriptor: Int32
    private let slot: Int?

    /// - Parameters:
    ///   - path: the file, which is made.
    ///   - folder: what it stands for, in messages.
    /// - Throws: ``WriteError``, also when another process has the lock: then with its number.
    package init(_ path: String, of folder: String) throws {
        self.path = path
        (descriptor, slot) = try Unbroken.perform {
            (try Self.open(path, of: folder), UnfinishedFiles.shared.add(path))
        }
    }

    private init(_ path: String, _ descriptor: Int32, _ slot: Int?) {
        (self.path, self.descriptor, self.slot) = (path, descriptor, slot)
    }

    /// The lock; nil when another process has it.
    package static func ifFree(_ path: String) throws -> FileLock? {
        try Unbroken.perform {
            try openIfFree(path).map { FileLock(path, $0, UnfinishedFiles.shared.add(path)) }
        }
    }

    /// Whether a process has the lock now.
    package static func isHeld(_ path: String) throws -> Bool {
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    deinit {
        unlink(path)
        close(descriptor)
        if let slot { UnfinishedFiles.shared.forget(slot) }
    }

    /// Makes and locks the file; the lock lasts until the descriptor is closed. Parameters and errors as in the initialiser.
    static func open(_ path: String, of folder: String) throws -> Int32 {
        var process: Int?
        if let lock = try openIfFree(path, holder: &process) { return lock }
        throw WriteError(
            path: folder,
            reason: "Another process\(process.map { " (process \($0))" } ?? "") is writing to this folder",
            remedy: "Wait until it has ended")
    }

    private static func openIfFree(_ path: String) throws -> Int32? {
        var process: Int?
        return try openIfFree(path, holder: &process)
    }

    /// - Parameter process: becomes the number of the process that has the lock, where that is known.
    private static func openIfFree(_ path: String, holder process: inout Int?) throws -> Int32? {
        while true {
            let lock = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard lock >= 0 else { throw WriteError(path: path, code: errno) }
            if flock(lock, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
                process = holder(lock)
                close(lock)
                return nil
            }
            // A file system without locks must not keep anybody from working. The holder before may have removed the file
            // since it was opened here.
            var (own, present) = (stat(), stat())
            if fstat(lock, &own) == 0, stat(path, &present) == 0, own.st_ino == present.st_ino,
                own.st_dev == present.st_dev
            {
                let text = Array("\(getpid())\n".utf8)
                _ = ftruncate(lock, 0)
                _ = text.withUnsafeBytes { DescriptorIO.write($0, to: lock, at: 0) }
                return lock
            }
            close(lock)
        }
    }

    /// The number that the process holding `lock` has written there.
    private static func holder(_ lock: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(lock, &bytes, bytes.count, 0)
        return Int(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self))
    }
}
