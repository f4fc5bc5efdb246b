internal import Files

#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// The file that says which cutouts are in the store for good, so that a run that was killed goes on where it was.
///
/// Text; the first line tells the catalogue and settings, each further line one row: number, missing and masked fraction,
/// flags, places. A line without its end was not finished and does not count, nor do lines from the first on that speaks of
/// cutouts which the store has lost, as after a power cut. Belongs to one thread at a time.
final class CutoutJournal {
    static let fileName = "cutouts.journal"
    private static let magic = "tuningfork cutouts 1 "

    private let path: String
    private let descriptor: Int32

    /// Opens the journal of a run, and takes what it holds into `outcomes`.
    /// - Parameters:
    ///   - fingerprint: of catalogue and settings.
    ///   - stored: see ``CutoutStoreWriter/lengths``.
    /// - Throws: ``InputError`` when the directory's cutouts are of another catalogue or other settings; ``WriteError``.
    init(
        directory: String, fingerprint: String, stored: [String: Int], into outcomes: inout CutoutOutcomes
    ) throws {
        path = directory + "/" + CutoutJournal.fileName
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
        let text = try FilePiece(path: path).read()
        var end = (text.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        let lines = text[..<end].split(separator: UInt8(ascii: "\n"))
        if let first = lines.first {
            guard String(decoding: first, as: UTF8.self) == CutoutJournal.magic + fingerprint else {
                throw InputError(
                    file: directory, problem: "it holds cutouts of another catalogue or with other settings",
                    remedy: "Name another directory, or remove this one")
            }
            for (number, line) in lines.enumerated().dropFirst() {
                guard let (row, entry) = CutoutJournal.entry(line), row < outcomes.isDone.count else {
                    throw InputError(
                        file: path, row: number, problem: "the line is damaged",
                        remedy: "Remove the directory and make the cutouts again")
                }
                guard entry.places.allSatisfy({ $0.offset + ($0.count ?? 0) <= stored[$0.path] ?? 0 }) else {
                    end = line.startIndex
                    break
                }
                outcomes[row] = entry
            }
        }
        guard ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
            throw WriteError(path: path, code: errno)
        }
        if lines.isEmpty { try append(CutoutJournal.magic + fingerprint + "\n") }
    }

    deinit { close(descriptor) }

    /// Adds rows whose cutouts have reached the store's file.
    func append(_ rows: [(row: Int, entry: CutoutOutcomes.Entry)]) throws {
        var text = ""
        for (row, entry) in rows {
            text += "\(row) \(Float(entry.missingFraction)) \(Float(entry.maskedFraction)) \(entry.flags.rawValue)"
            for place in entry.places { text += " \(place)" }
            text += "\n"
        }
        try append(text)
    }

    private func append(_ text: String) throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                throw WriteError(path: path, code: errno)
            }
            bytes = bytes.dropFirst(written)
        }
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> (Int, CutoutOutcomes.Entry)? {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count >= 5, let row = Int(words[0]), row >= 0, let missing = Float(words[1]),
            let masked = Float(words[2]), let flags = UInt8(words[3])
        else { return nil }
        let places = words[4...].map { FilePiece(String($0)) }
        guard places.allSatisfy({ $0.count != nil }) else { return nil }
        return (
            row,
            CutoutOutcomes.Entry(
                missingFraction: Double(missing), maskedFraction: Double(masked), flags: PixelFlags(rawValue: flags),
                places: places)
        )
    }
}
