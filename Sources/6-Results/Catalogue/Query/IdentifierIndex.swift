internal import Files
internal import Process
internal import Tables
internal import Workers

/// Where each galaxy of a catalogue lies, by its identifier.
///
/// The file has eight bytes that name it, the number of rows (8 bytes), and for each row the hash of its identifier and its
/// pixel of order 29 (8 bytes each), hashes rising. It is mapped, and an identifier is found with some looks into it.
struct IdentifierIndex: Sendable {
    private let file: MappedFile
    private let count: Int

    private static let magic: [UInt8] = Array("TFIDS\n01".utf8)
    private static let headBytes = 16

    /// The index of a catalogue; nil where it has none.
    ///
    /// - Throws: ``InputError`` when the file is none.
    init?(_ folder: CatalogueFolder) throws {
        guard folder.exists(folder.identifiers) else { return nil }
        file = try MappedFile(folder.identifiers)
        let bytes = file.bytes
        guard bytes.count >= Self.headBytes, bytes.starts(with: Self.magic),
            case let count = Int(bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self)), count >= 0,
            count <= bytes.count / 16, bytes.count == Self.headBytes + 16 * count
        else {
            throw InputError(
                file: folder.identifiers, problem: "this is no index of identifiers",
                remedy: "Remove it: identifiers are then looked for in all cells")
        }
        self.count = count
    }

    /// Pixels in which a galaxy of this identifier may lie.
    func pixels(of id: String) -> [Int] {
        var id = id
        let hash = id.withUTF8 { Self.hash($0) }
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if entry(middle).hash < hash { low = middle + 1 } else { high = middle }
        }
        var pixels: [Int] = []
        while low < count, case let found = entry(low), found.hash == hash {
            pixels.append(Int(found.pixel))
            low += 1
        }
        return pixels
    }

    private func entry(_ place: Int) -> Entry {
        file.bytes.loadUnaligned(fromByteOffset: Self.headBytes + 16 * place, as: Entry.self)
    }

    private static func hash(_ id: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash = FNV1a()
        hash.add(id)
        return hash.mixed
    }

    struct Entry: Sendable {
        let hash: UInt64
        let pixel: Int64
    }

    /// Writes the index of a catalogue's cells. Of many rows, hashes of one range are sorted after the other, each time reading
    /// all identifiers.
    ///
    /// - Parameters:
    ///   - id: name of the column of identifiers.
    ///   - pixel: name of the column of the pixel of order 29.
    ///   - notes: of cells that need not be read.
    ///   - mostRows: that are sorted at a time, 16 bytes each.
    static func write(
        _ folder: CatalogueFolder, _ cells: [CatalogueCell], id: String, pixel: String, notes: IdentifierNotes,
        mostRows: Int
    ) throws {
        let rows = cells.rows
        let passes = (rows + mostRows - 1) / mostRows
        try AtomicFile.write(folder.identifiers) { sink in
            try sink.write(magic)
            try withUnsafeBytes(of: Int64(rows)) { try sink.write($0) }
            for pass in 0..<passes {
                var entries: [Entry] = []
                entries.reserveCapacity(rows / passes)
                try Workers.inOrder(count: cells.count, threads: Workers.cores) {
                    { number in
                        try StopSignal.check(.goesOn)
                        let all =
                            try notes.entries(of: cells[number])
                            ?? Self.entries(of: folder.file(cells[number]), id, pixel)
                        // The range of hashes that this pass sorts.
                        return passes == 1
                            ? all
                            : all.filter { Int($0.hash.multipliedFullWidth(by: UInt64(passes)).high) == pass }
                    }
                } handOver: { _, own in
                    entries += own
                }
                // Pixels rise as the rows come.
                entries.withUnsafeMutableBufferPointer {
                    RadixSort.sort($0, bits: 0..<64, parts: Workers.cores) { $0.hash }
                }
                try entries.withUnsafeBytes { try sink.write($0) }
            }
        }
    }

    /// Entries of rows.
    static func entries(_ ids: Texts, _ pixels: [Int64]) -> [Entry] {
        ids.withUTF8 { ids in pixels.indices.map { Entry(hash: hash(ids[$0]), pixel: pixels[$0]) } }
    }

    /// Entries of a cell's rows, along the curve.
    private static func entries(of file: String, _ id: String, _ pixel: String) throws -> [Entry] {
        var entries: [Entry] = []
        let reader = try ParquetGroups.reader(file, columns: [id, pixel]) { _ in true }
        while let batch = try reader.next(1 << 16) {
            guard case .text(let ids) = batch.columns[0].values, case .int64(let pixels) = batch.columns[1].values
            else { continue }
            entries += Self.entries(ids, pixels)
        }
        return entries
    }
}
