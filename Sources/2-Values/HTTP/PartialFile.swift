internal import Files
internal import Glibc

/// A download that is not whole yet: `NAME.part`, and `NAME.part.tag` with what the server called this version of the
/// file, so that two versions are never joined. Locked against other processes while it is open.
final class PartialFile {
    let path: String
    /// Bytes that are there.
    private(set) var count: Int
    private let descriptor: Int32
    private let tagPath: String

    /// Opens or creates the part of the file that will be called `final`.
    ///
    /// Throws `WriteError`, or ``FetchError/busy(path:)`` when another process has it open.
    init(_ final: String) throws {
        path = final + ".part"
        tagPath = path + ".tag"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
        count = 0
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw FetchError.busy(path: final)
        }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else {
            let code = errno
            close(descriptor)
            throw WriteError(path: path, code: code)
        }
        count = Int(end)
    }

    deinit { close(descriptor) }

    /// What the server called the version that the bytes are of (`ETag` or `Last-Modified`); nil when it did not say.
    var tag: String? {
        guard let bytes = try? ByteReader.contents(of: tagPath), !bytes.isEmpty else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Throws away the bytes and remembers the version that comes now.
    func restart(tag: String?) throws {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw WriteError(path: path, code: errno)
        }
        count = 0
        if let tag {
            try AtomicFile.write(tagPath, string: tag)
        } else {
            unlink(tagPath)
        }
    }

    /// Adds bytes. Returns 0, or the value of `errno`.
    func append(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        let (written, code) = DescriptorIO.write(bytes, to: descriptor)
        count += written
        return code
    }

    /// Brings the bytes to the disk.
    func synchronize() throws {
        guard fsync(descriptor) == 0 else { throw WriteError(path: path, code: errno) }
    }

    /// Removes the part.
    func discard() throws {
        unlink(tagPath)
        guard unlink(path) == 0 || errno == ENOENT else { throw WriteError(path: path, code: errno) }
    }

    /// Gives the part its final name.
    func rename(to final: String) throws {
        guard Glibc.rename(path, final) == 0 else { throw WriteError(path: final, code: errno) }
        unlink(tagPath)
    }
}
