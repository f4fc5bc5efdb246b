internal import Files

/// What became of every row of the catalogue, a few bytes each.
struct CutoutOutcomes: Sendable {
    /// What is known of a cutout.
    struct Entry: Sendable, Equatable {
        var missingFraction, maskedFraction: Double
        var flags: PixelFlags
        /// One place a format, relative to the output directory.
        var places: [FilePiece]
    }

    private let formats: Int
    private(set) var isDone: [Bool]
    private var missing: [Float]
    private var masked: [Float]
    private var flags: [PixelFlags]
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
                places: places)
        }
        set {
            isDone[row] = newValue != nil
            guard let newValue else { return }
            precondition(newValue.places.count == formats, "a place for each of \(formats) formats")
            missing[row] = Float(newValue.missingFraction)
            masked[row] = Float(newValue.maskedFraction)
            flags[row] = newValue.flags
            for (number, place) in newValue.places.enumerated() {
                let slot = row * formats + number
                archive[slot] = self.number(of: place.path)
                offset[slot] = place.offset
                length[slot] = Int32(place.count ?? 0)
            }
        }
    }

    private mutating func number(of path: String) -> Int32 {
        if let number = archiveNumbers[path] { return number }
        archives.append(path)
        archiveNumbers[path] = Int32(archives.count - 1)
        return Int32(archives.count - 1)
    }
}
