internal import Files
internal import Process

/// The header of a table in a FITS file, found by reading from the front: gzipped files stream, too.
struct FITSTableHeader {
    let cards: FITSCards
    /// Number of the unit; the primary one is 0.
    let number: Int
    /// Place of the first row in the file (uncompressed).
    let dataOffset: Int

    static let blockSize = 2880
    /// The unit in which SExtractor keeps the image's header, before the catalogue (FITS_LDAC).
    private static let imageHeader = "LDAC_IMHEAD"

    /// True for numbers that are text.
    var isASCII: Bool { cards["XTENSION"] == "TABLE" }
    private var name: String { cards.text(FITSInfoCards.name) ?? "" }
    private var isTable: Bool { isASCII || cards["XTENSION"] == "BINTABLE" && cards["ZIMAGE"] != "T" }

    private var words: String { "[\(number)]" + (name.isEmpty ? "" : " \(name)") }

    /// Finds a table; the reader that comes with it stands at its first row. Compressed images are none.
    ///
    /// - Parameter table: number or EXTNAME of its unit. Without one it is the first that has columns of position, else the
    ///   first; where that is not the file's first catalogue, the user is told.
    /// - Throws: ``InputError`` when the file is not FITS, is cut short, or has no such table.
    static func find(
        _ path: String, table: String?
    ) throws -> (header: FITSTableHeader, layout: FITSTableLayout, reader: ByteReader) {
        let reader = try ByteReader(path)
        var tables: [FITSTableHeader] = []
        var (offset, number) = (0, 0)
        while let bytes = try nextHeader(reader, isFirst: offset == 0) {
            offset += bytes.count
            let header = FITSTableHeader(cards: FITSCards(bytes), number: number, dataOffset: offset)
            if header.isTable {
                if let table, header.isCalled(table) {
                    return (header, try FITSTableLayout(header, path: path), reader)
                } else if table == nil, header.name != imageHeader {
                    let before = tables.contains { $0.name != imageHeader }
                    let layout = before ? try? FITSTableLayout(header, path: path) : try .init(header, path: path)
                    if let layout, PositionNames.find(in: layout.fields.map(\.info)) != nil {
                        if before { tell(header, path, others: tables) }
                        return (header, layout, reader)
                    }
                }
                tables.append(header)
            }
            let size = header.cards.dataSize
            guard try reader.skip((size + blockSize - 1) / blockSize * blockSize) else { break }
            offset += (size + blockSize - 1) / blockSize * blockSize
            number += 1
        }
        guard let first = tables.first(where: { $0.name != imageHeader }) ?? tables.first else {
            throw InputError(
                file: path, problem: "there is no table in this FITS file",
                remedy: "Give a file with a BINTABLE or TABLE unit")
        }
        if let table {
            throw InputError(
                file: path, problem: "there is no table '\(table)'",
                remedy: "The tables are: " + tables.map(\.words).joined(separator: ", "))
        }
        let again = try ByteReader(path)
        guard try again.skip(first.dataOffset) else { throw FileState.changed(path) }
        return (first, try FITSTableLayout(first, path: path), again)
    }

    private func isCalled(_ table: String) -> Bool {
        Int(table) == number || name.lowercased() == table.lowercased()
    }

    private static func tell(_ chosen: FITSTableHeader, _ path: String, others: [FITSTableHeader]) {
        Notice.report(
            "\(path): read is the table \(chosen.words), the first with positions; another can be chosen, such as "
                + "'\(path)[\(others[0].number)]'")
    }

    /// The next unit's header; nil at the end of the file.
    private static func nextHeader(_ reader: ByteReader, isFirst: Bool) throws -> [UInt8]? {
        var header: [UInt8] = []
        var block = [UInt8](repeating: 0, count: blockSize)
        while true {
            let count = try block.withUnsafeMutableBytes { try reader.readFully($0) }
            if header.isEmpty {
                if isFirst, !block.prefix(count).starts(with: "SIMPLE  =".utf8) {
                    throw InputError(
                        file: reader.path, problem: "this is not a FITS file",
                        remedy: "Give a FITS file, or name the file by its true format")
                }
                // What follows the last unit is no concern of ours.
                if !isFirst, !block.prefix(count).starts(with: "XTENSION".utf8) { return nil }
            }
            guard count == blockSize else {
                throw InputError(
                    file: reader.path, problem: "the header ends too early: the file was cut short",
                    remedy: "Fetch or write the file again")
            }
            header += block
            for card in stride(from: 0, to: blockSize, by: 80)
            where block[card..<(card + 8)].elementsEqual("END     ".utf8) {
                return header
            }
        }
    }
}

extension ByteReader {
    /// Fills `buffer` as far as the file reaches; returns how many bytes that were. Throws ``InputError``.
    func readFully(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            if count == 0 { break }
            filled += count
        }
        return filled
    }
}
