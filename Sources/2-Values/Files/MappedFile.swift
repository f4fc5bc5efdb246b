internal import Glibc

/// A file's bytes, mapped for reading while this object lives: what is not looked at is never read.
///
/// ```swift
/// let file = try MappedFile("weights.safetensors")
/// let length = file.bytes.loadUnaligned(as: UInt64.self)  // only this page is read
/// ```
public final class MappedFile: @unchecked Sendable {  // never changes after init
    /// The whole file.
    public let bytes: UnsafeRawBufferPointer

    /// Throws ``InputError`` when there is no such file, it may not be read, or it is no regular file.
    public init(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ByteReader.unreadable(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ByteReader.unreadable(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw InputError(file: path, problem: "is not a regular file")
        }
        let count = Int(status.st_size)
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw InputError(file: path, problem: "cannot be mapped: \(systemMessage(errno))")
        }
        bytes = UnsafeRawBufferPointer(start: address, count: count)
    }

    /// Gives the memory back that holds what was read; the bytes stay what they are.
    public func release() {
        if let address = bytes.baseAddress {
            madvise(UnsafeMutableRawPointer(mutating: address), bytes.count, MADV_DONTNEED)
        }
    }

    deinit {
        if let address = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), bytes.count) }
    }
}
