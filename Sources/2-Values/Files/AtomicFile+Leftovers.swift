internal import Glibc
internal import Synchronization

extension AtomicFile {
    /// Directories that were looked at, as they were written and with links followed.
    private static let visited = Mutex<Set<String>>([])

    /// Removes the temporary files that processes which were killed have left in a directory; once for each directory and
    /// process, before the first file is written there.
    ///
    /// A file that a living process of this machine writes stays, and so does one that a process of another machine has
    /// locked. A directory that cannot be listed is left as it is.
    package static func removeLeftovers(in directory: String) {
        visited.withLock { visited in
            guard visited.insert(directory).inserted, let resolved = realpath(directory, nil) else { return }
            defer { free(resolved) }
            let whole = String(cString: resolved)
            guard whole == directory || visited.insert(whole).inserted else { return }
            for name in (try? Directory.names(in: directory)) ?? [] where isLeftover(name) {
                let path = "\(directory)/\(name)"
                let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
                if file < 0 || flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { unlink(path) }
                if file >= 0 { close(file) }
            }
        }
    }

    /// Whether a name is `.tuningfork-PROCESS-NUMBER-NAME` of a process that is no more. In a container one process after
    /// the other may have this one's number; it has written nothing in the directory yet.
    private static func isLeftover(_ name: String) -> Bool {
        let parts = name.split(separator: "-", maxSplits: 3)
        guard parts.count == 4, parts[0] == ".tuningfork", Int(parts[2]) != nil, let process = pid_t(parts[1]),
            process > 0
        else { return false }
        return process == getpid() || kill(process, 0) != 0 && errno == ESRCH
    }
}
