internal import Glibc

/// The bytes of a file, or of a piece of one, mapped for reading while this object lives: what is not looked at is never read.
///
/// ```swift
/// let file = try MappedFile("weights.safetensors")
/// let length = file.bytes.loadUnaligned(as: UInt64.self)  // only this page is read
/// ```
public final class MappedFile: @unchecked Sendable {  // never changes after init
    /// The whole file, or the piece of it.
    public let bytes: UnsafeRawBufferPointer
    /// The pages in which they lie.
    private let pages: UnsafeRawBufferPointer

    /// Throws ``InputError`` when there is no such file, it may not be read, or it is no regular file.
    public convenience init(_ path: String) throws {
        try self.init(FilePiece(path: path))
    }

    /// Throws ``InputError`` as for a whole file, and when the file ends before the piece does.
    public init(_ piece: FilePiece) throws {
        let path = piece.path
        // Without O_NONBLOCK opening a FIFO would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ByteReader.unreadable(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ByteReader.unreadable(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw InputError(file: path, problem: "is not a regular file")
        }
        let size = Int(status.st_size)
        let count = piece.count ?? size
        guard piece.offset <= size, count <= size - piece.offset else { throw piece.isCutOff(size: size) }
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            pages = bytes
            return
        }
        // A mapping begins with a page.
        let ahead = piece.offset % sysconf(Int32(_SC_PAGESIZE))
        guard
            let address = mmap(nil, ahead + count, PROT_READ, MAP_PRIVATE, descriptor, piece.offset - ahead),
            address != MAP_FAILED
        else {
            throw InputError(file: path, problem: "cannot be mapped: \(systemMessage(errno))")
        }
        pages = UnsafeRawBufferPointer(start: address, count: ahead + count)
        bytes = UnsafeRawBufferPointer(rebasing: pages[ahead...])
    }

    /// Gives the memory back that holds what was read; the bytes stay what they are.
    public func release() {
        if let address = pages.baseAddress {
            madvise(UnsafeMutableRawPointer(mutating: address), pages.count, MADV_DONTNEED)
        }
    }

    deinit {
        if let address = pages.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), pages.count) }
    }
}
