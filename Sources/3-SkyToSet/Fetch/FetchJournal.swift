internal import Files
internal import Glibc
internal import Synchronization

/// The file that remembers what became of each galaxy, one line after the other: `fetch.journal` in the output.
///
/// A line is one write at the end of the file; a torn last line is cut off when the journal is opened again. The last
/// line of a galaxy counts. The first line says what is fetched, so that one directory holds one kind of cutouts.
final class FetchJournal: Sendable {
    static let fileName = "fetch.journal"
    private static let title = "tuningfork fetch 1 "

    let path: String
    private let descriptor: Int32
    /// Place of the last line of each galaxy: first byte and number of bytes.
    private let places: Mutex<[String: (start: Int, count: Int)]>
    private let end: Mutex<Int>

    /// Opens or begins the journal of `directory`.
    ///
    /// - Throws: `WriteError`, also when another process has it open; `InputError` when it is of another request.
    init(directory: String, fingerprint: String) throws {
        path = "\(directory)/\(Self.fileName)"
        // Tables of an earlier run have a journal beside them.
        if (try? FileState(path)) == nil,
            let table = ["manifest.csv", "failures.csv"].first(where: { (try? FileState("\(directory)/\($0)")) != nil })
        {
            throw InputError(
                file: "\(directory)/\(table)", problem: "the directory holds this table, but not of fetched cutouts",
                remedy: "Name another directory, or move the file away")
        }
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        places = Mutex([:])
        end = Mutex(0)
        guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw WriteError(
                path: path, reason: "Another process is fetching into this directory", remedy: "Wait until it has ended"
            )
        }
        try read(fingerprint)
    }

    deinit { close(descriptor) }

    private func read(_ fingerprint: String) throws {
        let bytes = try FilePiece(path: path).read()
        let newline = UInt8(ascii: "\n")
        let whole = (bytes.lastIndex(of: newline) ?? -1) + 1
        guard ftruncate(descriptor, off_t(whole)) == 0 else { throw WriteError(path: path, code: errno) }
        end.withLock { $0 = whole }
        guard whole > 0 else {
            try write(Self.title + fingerprint)
            return
        }
        var start = 0
        while start < whole, let stop = bytes[start...].firstIndex(of: newline) {
            let line = String(decoding: bytes[start..<stop], as: UTF8.self)
            if start == 0 {
                guard line == Self.title + fingerprint else { throw other(line, fingerprint) }
            } else if let record = FetchRecord(line: line) {
                places.withLock { $0[record.id] = (start, stop - start) }
            } else {
                throw InputError(
                    file: path, row: bytes[..<start].count { $0 == newline } + 1, problem: "the line cannot be read",
                    remedy: "Fetch into another directory")
            }
            start = stop + 1
        }
    }

    private func other(_ line: String, _ fingerprint: String) -> InputError {
        InputError(
            file: path,
            problem:
                "this directory was begun with other settings (\(line.dropFirst(Self.title.count)); now \(fingerprint))",
            remedy: "Give the same settings, or another directory")
    }

    /// Remembers a galaxy's outcome. Throws `WriteError`.
    func append(_ record: FetchRecord) throws {
        let line = record.line
        let start = try write(line)
        places.withLock { $0[record.id] = (start, line.utf8.count) }
    }

    /// The items in their order, but those that were asked for before behind the others: what fails each time then holds up
    /// nothing.
    /// - Parameter id: under which an item is remembered.
    func unaskedFirst<Item>(_ items: [Item], id: (Item) -> String) -> [Item] {
        let known = items.map { item in places.withLock { $0[id(item)] != nil } }
        return zip(items, known).filter { !$1 }.map(\.0) + zip(items, known).filter { $1 }.map(\.0)
    }

    /// What was last remembered of a galaxy. Throws `InputError` when the journal cannot be read.
    func record(_ id: String) throws -> FetchRecord? {
        guard let place = places.withLock({ $0[id] }) else { return nil }
        let bytes = try FilePiece(path: path, offset: place.start, count: place.count).read()
        return FetchRecord(line: String(decoding: bytes, as: UTF8.self))
    }

    /// Brings the journal to the disk. Throws `WriteError`.
    func synchronize() throws {
        guard fsync(descriptor) == 0 else { throw WriteError(path: path, code: errno) }
    }

    @discardableResult
    private func write(_ line: String) throws -> Int {
        let bytes = Array((line + "\n").utf8)
        return try end.withLock { end in
            try bytes.withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, at: end, path: path) }
            defer { end += bytes.count }
            return end
        }
    }
}
