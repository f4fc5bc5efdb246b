internal import Files

/// What became of every row of the catalogue, a few bytes each.
struct CutoutOutcomes: Sendable {
    /// What is known of a cutout.
    struct Entry: Sendable, Equatable {
        var missingFraction, maskedFraction: Double
        var flags: PixelFlags
        /// Name of the first band's tile.
        var tile: String
        /// One place a format, relative to the output directory.
        var places: [FilePiece]
    }

    private let formats: Int
    private(set) var isDone: [Bool]
    private var missing: [Float]
    private var masked: [Float]
    private var flags: [PixelFlags]
    /// Names of tiles, and for each row its tile's number.
    private var tiles: [String] = []
    private var tileNumbers: [String: Int32] = [:]
    private var tile: [Int32]
    /// Paths of the archives, and for each row and format the archive's number, the first byte and the length.
    private var archives: [String] = []
    private var archiveNumbers: [String: Int32] = [:]
    private var archive: [Int32]
    private var offset: [Int]
    private var length: [Int32]
    /// Why rows have none.
    var reasons: [Int: String] = [:]

    init(rows: Int, formats: Int) {
        self.formats = formats
        isDone = [Bool](repeating: false, count: rows)
        missing = [Float](repeating: 0, count: rows)
        masked = missing
        flags = [PixelFlags](repeating: [], count: rows)
        tile = [Int32](repeating: -1, count: rows)
        archive = [Int32](repeating: -1, count: rows * formats)
        offset = [Int](repeating: 0, count: rows * formats)
        length = archive
    }

    var doneCount: Int { isDone.count { $0 } }
    var paddedCount: Int { flags.indices.count { isDone[$0] && flags[$0].contains(.outside) } }
    var maskedCount: Int { flags.indices.count { isDone[$0] && !flags[$0].subtracting(.outside).isEmpty } }

    /// - Precondition: the entry has a place for every format, each a part of a file.
    subscript(row: Int) -> Entry? {
        get {
            guard isDone[row] else { return nil }
            let places = (row * formats..<(row + 1) * formats).map { slot in
                FilePiece(path: archives[Int(archive[slot])], offset: offset[slot], count: Int(length[slot]))
            }
            return Entry(
                missingFraction: Double(missing[row]), maskedFraction: Double(masked[row]), flags: flags[row],
                tile: tiles[Int(tile[row])], places: places)
        }
        set {
            isDone[row] = newValue != nil
            guard let newValue else { return }
            precondition(newValue.places.count == formats, "a place for each of \(formats) formats")
            missing[row] = Float(newValue.missingFraction)
            masked[row] = Float(newValue.maskedFraction)
            flags[row] = newValue.flags
            tile[row] = CutoutOutcomes.number(of: newValue.tile, in: &tiles, &tileNumbers)
            for (number, place) in newValue.places.enumerated() {
                let slot = row * formats + number
                archive[slot] = CutoutOutcomes.number(of: place.path, in: &archives, &archiveNumbers)
                offset[slot] = place.offset
                length[slot] = Int32(place.count ?? 0)
            }
        }
    }

    private static func number(of name: String, in names: inout [String], _ numbers: inout [String: Int32]) -> Int32 {
        if let number = numbers[name] { return number }
        names.append(name)
        let number = Int32(names.count - 1)
        numbers[name] = number
        return number
    }
}
