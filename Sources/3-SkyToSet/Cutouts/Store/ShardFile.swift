internal import Files
internal import Glibc

/// One archive of a store, open for appending through a buffer. Belongs to one thread at a time.
final class ShardFile {
    let path: String
    /// Bytes of whole members, those in the buffer included; the end mark does not count.
    private(set) var length = 0
    private var buffer: [UInt8] = []
    private let descriptor: Int32

    /// Opens the archive, or makes an empty one. Throws ``WriteError``.
    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
    }

    deinit { close(descriptor) }

    /// Claims the whole store for this process: the lock is on its first archive. Throws ``WriteError``.
    func lockStore() throws {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK
                ? WriteError(
                    path: path, reason: "Another process is writing to this store", remedy: "Wait until it has ended")
                : WriteError(path: path, code: errno)
        }
    }

    func unlockStore() { flock(descriptor, LOCK_UN) }

    /// Drops everything from `length` on, and goes on there.
    func cut(at length: Int) throws {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw WriteError(path: path, code: errno) }
        self.length = length
        buffer.removeAll(keepingCapacity: true)
    }

    /// The bytes at a place, while they stand in the buffer.
    func unwritten(at offset: Int, count: Int) -> [UInt8]? {
        let start = offset - (length - buffer.count)
        return start >= 0 ? Array(buffer[start..<start + count]) : nil
    }

    /// Appends whole members, and writes the buffer out when it holds `buffer` bytes.
    func append(_ members: [UInt8], buffer limit: Int) throws {
        buffer += members
        length += members.count
        if buffer.count > limit { try flush() }
    }

    func flush() throws {
        try write(buffer, at: length - buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes the two blocks of zeros that end an archive.
    func end() throws {
        try flush()
        try write([UInt8](repeating: 0, count: 2 * TarHeader.blockSize), at: length)
    }

    /// Brings all to the disk.
    func synchronize() throws {
        try flush()
        guard fsync(descriptor) == 0 else { throw WriteError(path: path, code: errno) }
    }

    private func write(_ bytes: [UInt8], at offset: Int) throws {
        try bytes.withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, at: offset, path: path) }
    }
}
