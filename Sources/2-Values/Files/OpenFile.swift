internal import Glibc
internal import Synchronization

/// A file open for reading at any place, by any number of threads.
final class OpenFile: Sendable {
    let path: String
    /// Bytes that the file had when it was opened or last looked at.
    let size: Int
    private let descriptor: Int32
    private let state: FileState

    /// Opens a regular file. Throws ``InputError``.
    init(_ path: String) throws {
        var status = stat()
        // Opening a device may already do something.
        if stat(path, &status) == 0, [S_IFCHR, S_IFBLK].contains(status.st_mode & S_IFMT) { throw Self.noFile(path) }
        // Without O_NONBLOCK opening a named pipe waits for who writes it.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ByteReader.unreadable(path, errno) }
        let code = fstat(descriptor, &status) == 0 ? 0 : errno
        let kind = status.st_mode & S_IFMT
        guard code == 0, kind == S_IFREG else {
            close(descriptor)
            throw code != 0 || kind == S_IFDIR
                ? ByteReader.unreadable(path, code != 0 ? code : EISDIR)
                : Self.noFile(path)
        }
        self.path = path
        self.descriptor = descriptor
        state = FileState(path, status)
        size = state.size
    }

    deinit { close(descriptor) }

    private static func noFile(_ path: String) -> InputError {
        InputError(file: path, problem: "it is a pipe or a device, not a file", remedy: "Give the path of a file")
    }

    private struct Cache {
        var files: [String: (file: OpenFile, use: UInt64)] = [:]
        var uses: UInt64 = 0
    }

    private static let cache = Mutex(Cache())

    /// The file at `path`, opened now or before; one look at the file system makes sure that it is still the same.
    static func cached(_ path: String) throws -> OpenFile {
        let state = try FileState(path)
        let known: OpenFile? = cache.withLock { cache in
            guard let entry = cache.files[path], entry.file.state == state else { return nil }
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
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = try DescriptorIO.read(
                into: UnsafeMutableRawBufferPointer(buffer), from: descriptor, at: offset, path: path)
            guard filled < count else { return }
            throw InputError(
                file: path, problem: "the file ended while it was read",
                remedy: "Something else changes it: run again when that is done")
        }
    }
}
