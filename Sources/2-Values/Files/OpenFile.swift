internal import Glibc
internal import Synchronization

/// A file open for reading at any place, by any number of threads.
final class OpenFile: Sendable {
    let path: String
    /// Bytes that the file had when it was opened or last looked at.
    let size: Int
    private let descriptor: Int32
    private let identity: Identity

    /// What tells this file from another that gets its name later.
    private struct Identity: Equatable {
        let device: UInt64
        let node: UInt64
        let size: Int

        init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            node = UInt64(status.st_ino)
            size = Int(status.st_size)
        }
    }

    /// Opens a regular file. Throws ``InputError``.
    init(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ByteReader.unreadable(path, errno) }
        var status = stat()
        let code = fstat(descriptor, &status) == 0 ? 0 : errno
        let kind = status.st_mode & S_IFMT
        guard code == 0, kind == S_IFREG else {
            close(descriptor)
            throw code != 0 || kind == S_IFDIR
                ? ByteReader.unreadable(path, code != 0 ? code : EISDIR)
                : InputError(file: path, problem: "this is no regular file", remedy: "Give the path of a file")
        }
        self.path = path
        self.descriptor = descriptor
        identity = Identity(status)
        size = identity.size
    }

    deinit { close(descriptor) }

    private struct Cache {
        var files: [String: (file: OpenFile, use: UInt64)] = [:]
        var uses: UInt64 = 0
    }

    private static let cache = Mutex(Cache())

    /// The file at `path`, opened now or before; one look at the file system makes sure that it is still the same.
    static func cached(_ path: String) throws -> OpenFile {
        var status = stat()
        guard stat(path, &status) == 0 else { throw ByteReader.unreadable(path, errno) }
        let identity = Identity(status)
        let known: OpenFile? = cache.withLock { cache in
            guard let entry = cache.files[path], entry.file.identity == identity else { return nil }
            cache.uses += 1
            cache.files[path]?.use = cache.uses
            return entry.file
        }
        if let known { return known }
        let opened = try OpenFile(path)
        cache.withLock { cache in
            cache.uses += 1
            cache.files[path] = (opened, cache.uses)
            if cache.files.count > FilePiece.openFiles,
                let oldest = cache.files.min(by: { $0.value.use < $1.value.use })?.key
            {
                cache.files[oldest] = nil
            }
        }
        return opened
    }

    /// `count` bytes from `offset` on, which must lie inside the file. Throws ``InputError``.
    func bytes(at offset: Int, count: Int) throws -> [UInt8] {
        var failure: InputError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                // Linux moves at most 2 GiB a call.
                let step = pread(
                    descriptor, buffer.baseAddress! + filled, min(count - filled, 1 << 30), off_t(offset + filled))
                if step > 0 {
                    filled += step
                } else if step == 0 || errno != EINTR {
                    failure =
                        step < 0
                        ? ByteReader.unreadable(path, errno)
                        : InputError(
                            file: path, problem: "the file ended while it was read",
                            remedy: "Something else changes it: run again when that is done")
                    return
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
