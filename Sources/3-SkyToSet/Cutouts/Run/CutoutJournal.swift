internal import Files
internal import Glibc

/// The file that says which cutouts are in the store for good, so that a run that was killed goes on where it was.
///
/// Text; the first line tells the catalogue and settings, a line `tile` the signature and name of a tile from which cutouts
/// were made (numbered from 0 in their order), each further line one row: number, missing and masked fraction, flags,
/// number of its tile, places. A line without its end was not finished and does not count, nor do lines from the first on
/// that speaks of cutouts which the store has lost, as after a power cut. Belongs to one thread at a time.
final class CutoutJournal {
    static let fileName = "cutouts.journal"
    private static let tileMark = "tile "
    private static let magic = "tuningfork cutouts 2 "

    private let path: String
    private let descriptor: Int32
    /// Names of the tiles that have a line, in their order.
    private var tiles: [String] = []
    private var tileNumbers: [String: Int] = [:]
    /// Names of the tiles that there are now, by their paths.
    private let names: [String: String]

    /// Opens the journal of a run, and takes what it holds into `outcomes`.
    /// - Parameters:
    ///   - fingerprint: of catalogue and settings.
    ///   - stored: see ``CutoutStoreWriter/lengths``.
    ///   - tileNames: of the tiles that there are now, by their paths.
    /// - Throws: ``InputError`` when the directory's cutouts are of another catalogue, other settings, or another version of
    ///   a tile; ``WriteError``.
    init(
        directory: String, fingerprint: String, stored: [String: Int], tileNames: [String: String],
        into outcomes: inout CutoutOutcomes
    ) throws {
        path = directory + "/" + CutoutJournal.fileName
        names = tileNames
        let tilePaths = Dictionary(tileNames.map { ($1, $0) }) { first, _ in first }
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
                if line.starts(with: CutoutJournal.tileMark.utf8) {
                    try takeTile(line, directory: directory, paths: tilePaths)
                    continue
                }
                guard let (row, entry) = entry(line), row < outcomes.isDone.count else {
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

    /// Takes a tile's line, and compares the tile.
    private func takeTile(_ line: ArraySlice<UInt8>, directory: String, paths: [String: String]) throws {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count == 3 else { return }
        if let path = paths[words[2]], try TileSignature.of(path) != words[1] {
            throw InputError(
                file: path, problem: "cutouts in \(directory) were made from another version of this tile",
                remedy: "Name another directory, or remove that one")
        }
        note(words[2])
    }

    private func note(_ tile: String) {
        tileNumbers[tile] = tiles.count
        tiles.append(tile)
    }

    /// Adds rows whose cutouts have reached the store's file.
    /// - Parameter tiles: for each row the paths of its tiles, the first band's first.
    func append(_ rows: [(row: Int, entry: CutoutOutcomes.Entry)], tiles: [[String]]) throws {
        var text = ""
        for ((row, entry), paths) in zip(rows, tiles) {
            for path in paths {
                let name = names[path] ?? path.fileName
                guard tileNumbers[name] == nil else { continue }
                text += "\(CutoutJournal.tileMark)\(try TileSignature.of(path)) \(name)\n"
                note(name)
            }
            text += "\(row) \(Float(entry.missingFraction)) \(Float(entry.maskedFraction)) \(entry.flags.rawValue)"
            text += " \(tileNumbers[entry.tile] ?? 0)"
            for place in entry.places { text += " \(place)" }
            text += "\n"
        }
        try append(text)
    }

    private func append(_ text: String) throws {
        try Array(text.utf8).withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, path: path) }
    }

    private func entry(_ line: ArraySlice<UInt8>) -> (Int, CutoutOutcomes.Entry)? {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count >= 6, let row = Int(words[0]), row >= 0, let missing = Float(words[1]),
            let masked = Float(words[2]), let flags = UInt8(words[3]), let tile = Int(words[4]),
            tiles.indices.contains(tile)
        else { return nil }
        let places = words[5...].map { FilePiece(String($0)) }
        guard places.allSatisfy({ $0.count != nil }) else { return nil }
        return (
            row,
            CutoutOutcomes.Entry(
                missingFraction: Double(missing), maskedFraction: Double(masked), flags: PixelFlags(rawValue: flags),
                tile: tiles[tile], places: places)
        )
    }
}
