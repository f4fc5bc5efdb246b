internal import Glibc
internal import Synchronization

extension AtomicFile {
    /// The place that one atomic write ends at.
    struct Target {
        /// Path as the user gave it, for messages.
        let path: String
        /// Path with symbolic links followed.
        let finalPath: String
        /// Permissions of the file that is replaced.
        let mode: mode_t?
        /// True for a device, a pipe or a socket, which cannot be replaced.
        let isSpecial: Bool
        private let durability: Durability

        private static let counter = Atomic<Int>(0)

        init(_ path: String, _ durability: Durability) throws {
            self.path = path
            self.durability = durability
            guard !path.isEmpty else {
                throw WriteError(path: "''", reason: "The name is empty", remedy: "Give the name of a file")
            }
            var status = stat()
            guard stat(path, &status) == 0 else {
                finalPath = path
                mode = nil
                isSpecial = false
                return
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: throw WriteError(path: path, code: EISDIR)
            case S_IFREG:
                guard let resolved = realpath(path, nil) else { throw WriteError(path: path, code: errno) }
                defer { free(resolved) }
                finalPath = String(cString: resolved)
                mode = status.st_mode & 0o7777
                isSpecial = false
            default:
                finalPath = path
                mode = nil
                isSpecial = true
            }
        }

        /// Runs `body` with a temporary name, then renames it to the final one; on an error nothing is left.
        func replace(_ body: (String) throws -> Void) throws {
            let (directory, name) = Self.split(finalPath)
            let folder = directory.isEmpty ? "." : directory
            // Libraries that write by name do not say why they cannot.
            guard access(folder, W_OK | X_OK) == 0 else { throw WriteError(path: path, code: errno) }
            AtomicFile.removeLeftovers(in: folder)
            let number = Self.counter.add(1, ordering: .relaxed).newValue
            // The end of the name is kept: libraries look at the extension. 255 bytes is the usual limit for a name.
            let temporary = "\(directory).tuningfork-\(getpid())-\(number)-\(Self.ending(of: name, bytes: 200))"
            let slot = UnfinishedFiles.shared.add(temporary)
            defer { if let slot { UnfinishedFiles.shared.forget(slot) } }
            do {
                try body(temporary)
                guard rename(temporary, finalPath) == 0 else { throw WriteError(path: path, code: errno) }
                Unbroken.notePlacedFile()
            } catch {
                unlink(temporary)
                throw error
            }
            if durability == .powerCut { try Directory.synchronizeNames(in: folder, path: path) }
        }

        /// Gives the new file the permissions of the old one and, where asked for, forces its bytes to the disk.
        func settle(_ descriptor: Int32) throws {
            if let mode, fchmod(descriptor, mode) != 0 { throw WriteError(path: path, code: errno) }
            if durability == .powerCut, fsync(descriptor) != 0 { throw WriteError(path: path, code: errno) }
        }

        /// Directory with its final slash (empty when there is none) and name.
        private static func split(_ path: String) -> (directory: String, name: String) {
            guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
            let start = path.utf8.index(after: slash)
            return (String(path[..<start]), String(path[start...]))
        }

        private static func ending(of name: String, bytes: Int) -> String {
            var result = Substring(name)
            while result.utf8.count > bytes { result = result.dropFirst() }
            return String(result)
        }
    }
}
