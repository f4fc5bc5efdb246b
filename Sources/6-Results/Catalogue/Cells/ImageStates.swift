internal import Files
internal import TrainingSets

/// What the file system says of the images of a cell.
struct ImageStates {
    /// Files that a picture consists of; nil where no picture is looked at.
    let frame: InputFrame?

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
