internal import Glibc

/// Reads a file from front to end in pieces; gzip is recognised by content and decompressed on the way.
///
/// Memory stays the same however large the file is. A reader belongs to one task at a time.
///
/// ```swift
/// let reader = try ByteReader("catalogue.csv.gz")
/// var buffer = [UInt8](repeating: 0, count: 1 << 16)
/// while case let count = try reader.read(into: &buffer), count > 0 { try sum.update(buffer[..<count]) }
/// ```
public final class ByteReader {
    /// Path of the file, as given.
    public let path: String
    /// True when the file's content is gzip and is being decompressed.
    public let isCompressed: Bool
    /// The file as it was when it was opened; nil for a pipe or a device.
    package let state: FileState?
    private let descriptor: Int32
    private let meter = ReadMeter.current
    private let inflater: Inflater?
    private var raw: [UInt8]
    private var rawRange: Range<Int>
    private var isFileEnded = false

    private static let bufferSize = 1 << 17

    /// Opens `path`.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - decompressing: false gives the bytes as they lie on disk.
    ///
    /// Throws ``InputError`` when there is no such file, it is a directory, or it may not be read.
    public init(_ path: String, decompressing: Bool = true) throws {
        self.path = path
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path, errno) }
        var buffer = [UInt8](repeating: 0, count: Self.bufferSize)
        var filled = 0
        do {
            // A pipe may give one byte at a time; two are needed to recognise gzip.
            while filled < 2 {
                let count = try Self.fill(&buffer, from: filled, descriptor: descriptor, path: path)
                if count == 0 { break }
                filled += count
            }
            isCompressed = decompressing && filled >= 2 && buffer[0] == 0x1f && buffer[1] == 0x8b
            if decompressing && filled == 0 && path.lowercased().hasSuffix(".gz") {
                throw InputError(
                    file: path, problem: "the file is empty, which no gzip file is", remedy: "Fetch or write it again")
            }
            inflater = isCompressed ? try Inflater(path: path) : nil
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        var status = stat()
        state =
            fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? FileState(path, status) : nil
        raw = buffer
        rawRange = 0..<filled
        meter?.add(filled, path: path)
    }

    deinit { close(descriptor) }

    /// Fills `buffer` with the next bytes.
    ///
    /// - Returns: how many bytes were put there; 0 only at the end of the file.
    /// - Throws: ``InputError`` when reading fails or the compressed data are damaged or cut short.
    public func read(into buffer: inout [UInt8]) throws -> Int {
        try buffer.withUnsafeMutableBytes { try read(into: $0) }
    }

    /// Fills `buffer` with the next bytes; see ``read(into:)-swift.method``.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        precondition(!buffer.isEmpty, "read(into:) needs room for at least one byte")
        let buffer = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(1 << 30))
        while true {
            if rawRange.isEmpty && !isFileEnded {
                let count = try Self.fill(&raw, from: 0, descriptor: descriptor, path: path)
                rawRange = 0..<count
                isFileEnded = count == 0
                meter?.add(count, path: path)
            }
            guard let inflater else {
                let count = min(rawRange.count, buffer.count)
                raw.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[rawRange.prefix(count)])) }
                rawRange = rawRange.dropFirst(count)
                return count
            }
            if rawRange.isEmpty || inflater.isAtEnd {
                guard !inflater.isInsideMember else {
                    throw InputError(
                        file: path, problem: "the compressed data end too early: the file was cut short",
                        remedy: "Fetch or write the file again; 'gzip -t' shows whether it is whole")
                }
                return 0
            }
            let (taken, given) = try raw.withUnsafeBytes {
                try inflater.inflate(.init(rebasing: $0[rawRange]), into: buffer)
            }
            rawRange = rawRange.dropFirst(taken)
            if given > 0 { return given }
        }
    }

    /// Passes over bytes; those of a plain file are not read. False where the file is known to end before. Throws ``InputError``.
    package func skip(_ count: Int) throws -> Bool {
        var rest = count
        if inflater == nil && rest > rawRange.count && state != nil {
            rest -= rawRange.count
            rawRange = 0..<0
            return lseek(descriptor, off_t(rest), SEEK_CUR) >= 0
        }
        var buffer = [UInt8](repeating: 0, count: min(rest, 1 << 20))
        while rest > 0 {
            let step = min(rest, buffer.count)
            let given = try buffer.withUnsafeMutableBytes { try read(into: .init(rebasing: $0[..<step])) }
            if given == 0 { return false }
            rest -= given
        }
        return true
    }

    /// The whole file, decompressed when it is gzip. For files known to be small; throws ``InputError``.
    public static func contents(of path: String) throws -> [UInt8] {
        let reader = try ByteReader(path)
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: bufferSize)
        while true {
            let count = try reader.read(into: &buffer)
            if count == 0 { return result }
            result.append(contentsOf: buffer[..<count])
        }
    }

    private static func fill(
        _ buffer: inout [UInt8], from start: Int, descriptor: Int32, path: String
    ) throws -> Int {
        try buffer.withUnsafeMutableBytes { memory in
            let free = UnsafeMutableRawBufferPointer(rebasing: memory[start...])
            while true {
                let count = Glibc.read(descriptor, free.baseAddress, free.count)
                if count >= 0 { return count }
                if errno != EINTR { throw unreadable(path, errno) }
            }
        }
    }

    static func unreadable(_ path: String, _ code: Int32) -> InputError {
        let (problem, remedy): (String, String?) =
            switch code {
            case ENOENT: ("there is no such file", "Check the path")
            case EISDIR: ("this is a directory, not a file", "Give the path of a file")
            case ENXIO: ("this is a socket or a device, not a file", "Give the path of a file")
            case EACCES, EPERM: ("the file may not be read", "Give yourself permission to read it")
            default: ("the file could not be read: \(systemMessage(code))", nil)
            }
        return InputError(file: path, problem: problem, remedy: remedy)
    }
}
