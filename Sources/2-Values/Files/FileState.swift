internal import Glibc

/// What the file system says of a file, to see whether it is still the same one: device, node, size, time of its last
/// change.
package struct FileState: Sendable, Hashable {
    package let path: String
    private let device: UInt64
    private let node: UInt64
    package let size: Int
    private let seconds: Int
    private let nanoseconds: Int

    /// Looks at the file. Throws ``InputError`` when it cannot be read.
    package init(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { throw ByteReader.unreadable(path, errno) }
        self.path = path
        device = UInt64(truncatingIfNeeded: status.st_dev)
        node = UInt64(status.st_ino)
        size = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }

    /// Throws ``InputError`` when the file of that name is another one now, has been written to, or is gone.
    package func checkUnchanged() throws {
        guard (try? FileState(path)) != self else { return }
        throw InputError(
            file: path, problem: "the file was changed while it was read",
            remedy: "Something else writes it: run again when that is done")
    }
}
