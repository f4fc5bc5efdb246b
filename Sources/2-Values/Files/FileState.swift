internal import Glibc

/// What the file system says of a file, to see whether it is still the same one: device, node, size, times of its last
/// changes.
package struct FileState: Sendable, Hashable {
    package let path: String
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

    init(_ path: String, _ status: stat) {
        self.path = path
        device = UInt64(truncatingIfNeeded: status.st_dev)
        node = UInt64(status.st_ino)
        size = Int(status.st_size)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
    }

    /// Looks at the file. Throws ``InputError`` when it cannot be read.
    package init(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { throw ByteReader.unreadable(path, errno) }
        self.init(path, status)
    }

    /// Size and time of the last change of the bytes, as a text: another one after every change.
    package var stamp: String { "\(size) \(modified)" }

    /// False just after a change: another one might then leave no mark.
    package var isSettled: Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return max(modified, changed) < Self.nanoseconds(now) - Self.step
    }

    /// Throws ``InputError`` when the file of that name is another one now, has been written to, or is gone.
    package func checkUnchanged() throws {
        // A new name or other permissions change no bytes.
        guard let now = try? FileState(path), now.device == device, now.node == node, now.size == size,
            now.modified == modified
        else { throw Self.changed(path) }
    }

    /// The error for a file that is another than before.
    package static func changed(_ path: String) -> InputError {
        InputError(
            file: path, problem: "the file was changed while it was read",
            remedy: "Something else writes it: run again when that is done")
    }

    private static func nanoseconds(_ time: timespec) -> Int { time.tv_sec * 1_000_000_000 + time.tv_nsec }
}
