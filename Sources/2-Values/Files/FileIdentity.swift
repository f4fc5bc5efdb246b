internal import Glibc

/// What tells a file from another that gets its name later, and from itself after a change.
package struct FileIdentity: Sendable, Hashable {
    private let device: UInt64
    private let node: UInt64
    /// Bytes of the file.
    package let size: Int
    /// When the bytes were last changed, nanoseconds since 1970.
    private let modified: Int
    /// When the file was last changed in any way, nanoseconds since 1970.
    private let changed: Int

    /// Marks of time on files go forward in steps; those of Linux are 10 ms at most.
    private static let step = 50_000_000

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        node = UInt64(status.st_ino)
        size = Int(status.st_size)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
    }

    /// The file at `path`; nil when there is none.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// False just after a change: another one might then leave no mark.
    package var isSettled: Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return max(modified, changed) < Self.nanoseconds(now) - Self.step
    }

    private static func nanoseconds(_ time: timespec) -> Int { time.tv_sec * 1_000_000_000 + time.tv_nsec }
}
