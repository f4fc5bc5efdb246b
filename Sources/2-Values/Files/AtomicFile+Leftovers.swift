internal import Glibc

extension AtomicFile {
    /// Removes the temporary files that processes which were killed have left of writing these files.
    ///
    /// Call it only while no other machine can be writing them, for instance under a lock: a process is looked for on this
    /// one.
    /// - Parameters:
    ///   - names: final names.
    ///   - directory: where they stand. One that cannot be listed is left as it is.
    public static func removeLeftovers(of names: [String], in directory: String) {
        for file in (try? Directory.names(in: directory)) ?? [] {
            // .tuningfork-PROCESS-NUMBER-NAME
            let parts = file.split(separator: "-", maxSplits: 3)
            guard parts.count == 4, parts[0] == ".tuningfork", let process = pid_t(parts[1]), process > 0,
                names.contains(String(parts[3])), kill(process, 0) != 0, errno == ESRCH
            else { continue }
            unlink(directory + "/" + file)
        }
    }
}
