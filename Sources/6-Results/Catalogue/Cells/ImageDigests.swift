internal import Files
internal import Synchronization
internal import TrainingSets
internal import Workers

/// What the images of a cell are, by their bytes and by what the file system says of them.
struct ImageDigests {
    /// Files that a picture consists of; nil where no picture is looked at.
    let frame: InputFrame?

    /// The first 16 hexadecimal digits of the SHA-256 over the bytes of each picture's files; empty for one that cannot be read,
    /// and where no picture is looked at.
    func digests(of files: ArraySlice<String>) -> [String] {
        guard let frame else { return files.map { _ in "" } }
        let files = Array(files)
        let digests = Mutex([String](repeating: "", count: files.count))
        Workers.each(files.count, threads: nil) { place in
            guard !files[place].isEmpty, let checksum = try? Checksum(.sha256) else { return }
            do {
                for path in frame.paths(of: files[place]) { try checksum.update(FilePiece(path).read()) }
                let digest = String(try checksum.hexadecimal().prefix(16))
                digests.withLock { $0[place] = digest }
            } catch {
                return  // the engine says why it cannot be read
            }
        }
        return digests.withLock { $0 }
    }

    /// SHA-256 of size and time of change of every picture's files; empty where no picture is looked at.
    func states(of files: [String]) throws -> String {
        guard let frame else { return "" }
        let checksum = try Checksum(.sha256)
        for file in files {
            for path in frame.paths(of: file) {
                let stamp = (try? FileState(FilePiece(path).path))?.stamp ?? "none"
                try checksum.update(Array("\(stamp)\n".utf8))
            }
        }
        return try checksum.hexadecimal()
    }
}
