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
}
