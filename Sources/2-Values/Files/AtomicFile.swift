internal import Glibc

/// Writes whole files or nothing: a temporary file in the same directory, fsync unless it is waived, then rename over
/// the final name.
///
/// On any error, and on a signal that ends the process, the temporary file is removed and an older file under the
/// final name stays as it was. A final name that is a symbolic link keeps being one: the file it points to is
/// replaced. Devices and pipes (`/dev/stdout`) are written directly.
///
/// ```swift
/// try AtomicFile.write("list.txt.gz", compression: .gzip) { sink in
///     for name in names { try sink.write(name + "\n") }  // an error here leaves the old file
/// }
/// ```
public enum AtomicFile {
    /// What a new file outlives.
    public enum Durability: Sendable {
        /// A power cut: the file is forced to the disk before its final name appears. Costs 10 ms and more.
        case powerCut
        /// The end of this process. For many small files that can be made again.
        case process
    }

    /// Writes `path` with what `body` gives to the sink.
    ///
    /// - Parameters:
    ///   - path: final path; its directory must exist.
    ///   - compression: how the bytes are stored.
    ///   - durability: what the file outlives.
    ///   - body: writes the content; what it throws is thrown on, and no file is left.
    /// - Throws: ``WriteError`` when the disk is full, the directory is missing or not writable, and so on.
    public static func write(
        _ path: String, compression: FileSink.Compression = .none, durability: Durability = .powerCut,
        _ body: (inout FileSink) throws -> Void
    ) throws {
        let target = try Target(path, durability)
        if target.isSpecial {
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
            defer { close(descriptor) }
            var sink = try FileSink(path: path, descriptor: descriptor, compression: compression)
            try body(&sink)
            return try sink.finish()
        }
        try target.replace { temporary in
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
            var isOpen = true
            defer { if isOpen { close(descriptor) } }
            // Says to other machines that the file is at work on; see removeLeftovers.
            flock(descriptor, LOCK_EX | LOCK_NB)
            var sink = try FileSink(path: path, descriptor: descriptor, compression: compression)
            try body(&sink)
            try sink.finish()
            try target.settle(descriptor)
            isOpen = false
            guard close(descriptor) == 0 else { throw WriteError(path: path, code: errno) }
        }
    }

    /// Writes `path` with `bytes`; see ``write(_:compression:durability:_:)``.
    public static func write(
        _ path: String, bytes: some Sequence<UInt8>, durability: Durability = .powerCut
    ) throws {
        try write(path, durability: durability) { try $0.write(bytes) }
    }

    /// Writes `path` with `string` in UTF-8; see ``write(_:compression:durability:_:)``.
    public static func write(_ path: String, string: String) throws {
        try write(path) { try $0.write(string) }
    }

    /// Writes `path` through a library that opens files by name.
    ///
    /// - Parameters:
    ///   - path: final path; its directory must exist.
    ///   - durability: what the file outlives.
    ///   - body: creates the file it is given, a name in the same directory with the same extension that does not
    ///     exist yet, and closes it.
    /// - Throws: what `body` throws; ``WriteError``.
    public static func replace(
        _ path: String, durability: Durability = .powerCut, _ body: (_ temporaryPath: String) throws -> Void
    ) throws {
        let target = try Target(path, durability)
        guard !target.isSpecial else {
            throw WriteError(path: path, reason: "This is a device or a pipe", remedy: "Give the name of a file")
        }
        try target.replace { temporary in
            try body(temporary)
            let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
            defer { close(descriptor) }
            try target.settle(descriptor)
        }
    }
}
