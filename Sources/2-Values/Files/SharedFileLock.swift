internal import Glibc

/// A lock that many processes share, or one has alone; on one file system, on whatever machine they run. The file stays.
///
/// ```swift
/// let use = try SharedFileLock("catalogue/use.lock")
/// if use.takeAlone() { prepare() }
/// while !use.share() { wait() }
/// ```
package final class SharedFileLock {
    private let descriptor: Int32

    /// Opens the lock's file, which is made; nothing is locked yet. Throws ``WriteError``.
    package init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
    }

    deinit { close(descriptor) }

    /// Takes the lock for this process alone; false when another has it in whatever way.
    package func takeAlone() -> Bool { lock(LOCK_EX) }

    /// Shares the lock, instead of having it alone; false when another process has it alone.
    package func share() -> Bool { lock(LOCK_SH) }

    // A file system without locks must not keep anybody from working.
    private func lock(_ kind: Int32) -> Bool { flock(descriptor, kind | LOCK_NB) == 0 || errno != EWOULDBLOCK }
}
