internal import Files
internal import Glibc

/// One spelling for each file, so that two rows that name one file by different paths (`..`, absolute, through symbolic links)
/// are seen to. Keeps a path for each folder, and for files that are links.
///
/// ```swift
/// let keys = FileKeys(rows.lazy.map(\.file))
/// keys.key(3, of: rows[3].file)  // "/data/images/4.jpg"
/// ```
struct FileKeys: Sendable {
    private var folders: [String: String] = [:]
    private var links: [Int: String] = [:]

    /// Looks at the files, a call to the system each.
    init(_ files: some Sequence<String>) {
        for (entry, file) in files.enumerated() where !file.isEmpty {
            let (folder, _) = Self.parts(file)
            if folders[folder] == nil { folders[folder] = Self.real(folder) ?? Self.absolute(folder) }
            var state = stat()
            if lstat(file, &state) == 0, state.st_mode & S_IFMT == S_IFLNK { links[entry] = Self.real(file) }
        }
    }

    /// The one spelling of an entry, whose path is `file`; empty for an empty path.
    func key(_ entry: Int, of file: String) -> String {
        if file.isEmpty { return "" }
        if let link = links[entry] { return link }
        let (folder, name) = Self.parts(file)
        return (folders[folder] ?? folder) + "/" + name
    }

    private static func parts(_ file: String) -> (folder: String, name: String) {
        guard let slash = file.lastIndex(of: "/") else { return (".", file) }
        return (slash == file.startIndex ? "/" : String(file[..<slash]), String(file[file.index(after: slash)...]))
    }

    private static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        let path = String(cString: resolved)
        return path == "/" ? "" : path
    }

    /// The path of a folder that is not there, without `.` and `..`.
    private static func absolute(_ folder: String) -> String {
        let start = folder.hasPrefix("/") ? "" : real(".") ?? ""
        var parts: [Substring] = []
        for part in (start + "/" + folder).split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.map { "/" + $0 }.joined()
    }
}
