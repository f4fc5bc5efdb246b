internal import Glibc

/// What a ``FileSet`` has written into a folder: a first line with the maker and the state, then a line a file with its
/// SHA-256 sum and its name.
struct FileSetRecord: Equatable {
    /// The command that writes the files, such as `select`.
    let maker: String
    /// False while files are being put in place: some may be of an earlier run, some of a later one.
    let isComplete: Bool
    /// The sums that each file may have; several only while files are put in place.
    let files: [String: Set<String>]

    private static let title = "tuningfork"
    private static let (complete, incomplete) = ("complete", "incomplete")

    init(maker: String, isComplete: Bool, files: [String: Set<String>]) {
        self.maker = maker
        self.isComplete = isComplete
        self.files = files
    }

    /// Reads the record of `folder`; nil where there is none. Throws ``InputError`` when it cannot be read.
    init?(folder: String) throws {
        let path = "\(folder)/\(FileSet.recordName)"
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw ByteReader.unreadable(path, errno) }
            return nil
        }
        let text = String(decoding: try FilePiece(path: path).read(), as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        let first = lines.first?.split(separator: " ").map(String.init) ?? []
        guard first.count == 3, first[0] == Self.title, [Self.complete, Self.incomplete].contains(first[2]),
            text.hasSuffix("\n")
        else { throw Self.damaged(path, row: 1) }
        var files: [String: Set<String>] = [:]
        for (number, line) in lines.enumerated().dropFirst() {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[0].utf8.count == 64, !parts[1].contains("/") else {
                throw Self.damaged(path, row: number + 1)
            }
            files[parts[1], default: []].insert(parts[0])
        }
        self.init(maker: first[1], isComplete: first[2] == Self.complete, files: files)
    }

    private static func damaged(_ path: String, row: Int) -> InputError {
        InputError(
            file: path, row: row, problem: "the line cannot be read",
            remedy: "Remove this file and those that were written with it, and make them again")
    }

    /// Writes the record. Throws ``WriteError``.
    func write(to folder: String) throws {
        var text = "\(Self.title) \(maker) \(isComplete ? Self.complete : Self.incomplete)\n"
        for (name, sums) in files.sorted(by: { $0.key < $1.key }) {
            for sum in sums.sorted() { text += "\(sum) \(name)\n" }
        }
        try AtomicFile.write("\(folder)/\(FileSet.recordName)", string: text)
    }
}
