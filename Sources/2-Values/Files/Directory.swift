internal import Glibc

/// Directories that results are written to.
public enum Directory {
    /// Creates `path` and the directories above it, where they do not exist yet.
    ///
    /// Throws ``WriteError`` when that is not possible, for instance because a file has that name.
    public static func create(_ path: String) throws {
        guard !path.isEmpty else {
            throw WriteError(path: "''", reason: "The name is empty", remedy: "Give the name of a directory")
        }
        var partial = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            partial += (partial.isEmpty || partial.hasSuffix("/") ? "" : "/") + part
            if mkdir(partial, 0o777) != 0 && !isDirectory(partial) {
                throw WriteError(path: path, code: errno == EEXIST ? ENOTDIR : errno)
            }
        }
    }

    /// True when `path` is a directory.
    public static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Names of what is in `path`, hidden files too, sorted. Throws ``WriteError`` when it cannot be listed.
    package static func names(in path: String) throws -> [String] {
        guard let stream = opendir(path) else { throw WriteError(path: path, code: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Gives a folder that is written its final name: it lasts through a power cut with all that is in it, however that has come
    /// there, before the name appears.
    ///
    /// - Parameter final: a name on the same file system, of nothing or of an empty folder.
    /// - Throws: ``WriteError``: until all that is in it lasts, the folder has the name that it had.
    package static func place(_ folder: String, as final: String) throws {
        try synchronize(folder)
        guard rename(folder, final) == 0 else { throw WriteError(path: final, code: errno) }
        var above = final[...]
        while above.count > 1, above.hasSuffix("/") { above.removeLast() }
        let slash = above.utf8.lastIndex(of: UInt8(ascii: "/"))
        try synchronizeNames(in: slash.map { String(above[...$0]) } ?? ".", path: final)
    }

    /// Makes a folder last through a power cut: the files in it and below, and their names.
    ///
    /// - Throws: ``WriteError``.
    package static func synchronize(_ folder: String) throws {
        for name in try names(in: folder) {
            let path = "\(folder)/\(name)"
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            // There is no more to a link than its name.
            if descriptor < 0, errno == ELOOP { continue }
            guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
            defer { close(descriptor) }
            if isDirectory(path) {
                try synchronize(path)
            } else if fsync(descriptor) != 0 {
                throw WriteError(path: path, code: errno)
            }
        }
        try synchronizeNames(in: folder, path: folder)
    }

    /// Makes the names in a folder last through a power cut, where the file system can do so.
    ///
    /// - Parameter path: for the message.
    static func synchronizeNames(in folder: String, path: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // A directory that may be written but not read cannot be synchronised; the files themselves are whole.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if fsync(descriptor) != 0, errno != EINVAL, errno != ENOTSUP { throw WriteError(path: path, code: errno) }
    }
}
