internal import Glibc

/// The files that a command is to write, looked at before it begins.
public enum OutputFiles {
    /// Refuses an output that is an input, under whatever name, and one file for two outputs.
    ///
    /// ```swift
    /// try OutputFiles.check(["classified.csv", json], inputs: ["galaxies.csv"])
    /// ```
    /// - Parameters:
    ///   - outputs: paths of files to write; nil is none.
    ///   - inputs: paths of files to read; nil is none. One that is not there is no matter here.
    /// - Throws: ``InputError`` that names both.
    public static func check(_ outputs: [String?], inputs: [String?]) throws {
        let outputs = outputs.compactMap(\.self)
        let known = inputs.compactMap { path in path.flatMap(Identity.init).map { (path ?? "", $0) } }
        for output in outputs {
            guard let identity = Identity(output), let input = known.first(where: { $0.1 == identity })?.0 else {
                continue
            }
            throw InputError(
                file: output, problem: "the result would replace what is read\(input == output ? "" : " as \(input)")",
                remedy: "Give the output another name")
        }
        for (number, output) in outputs.enumerated() {
            guard let place = place(of: output),
                let other = outputs[..<number].first(where: { Self.place(of: $0) == place })
            else { continue }
            throw InputError(
                file: output, problem: "two results would have this one file\(other == output ? "" : " (\(other))")",
                remedy: "Give each a name of its own")
        }
    }

    /// A regular file that is there, whatever name led to it.
    private struct Identity: Equatable {
        let device: UInt64
        let node: UInt64

        init?(_ path: String) {
            var status = stat()
            // Devices such as /dev/null and a terminal may be read and written.
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            device = UInt64(truncatingIfNeeded: status.st_dev)
            node = UInt64(status.st_ino)
        }
    }

    /// The path of a file, there or not, with the links above it followed; nil for what is no file of its own.
    private static func place(of path: String) -> String? {
        var status = stat()
        if stat(path, &status) == 0 {
            return status.st_mode & S_IFMT == S_IFREG ? resolved(path) : nil
        }
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(path[...$0]) } ?? "."
        return "\(resolved(folder) ?? folder)/\(path.fileName)"
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
