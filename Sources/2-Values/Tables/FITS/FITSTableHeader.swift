internal import Files

/// The header of the first table of a FITS file, found by reading from the front: gzipped files stream, too.
struct FITSTableHeader {
    /// The header's blocks, as they stand in the file.
    let bytes: [UInt8]
    /// Place of the first row in the file (uncompressed).
    let dataOffset: Int
    /// What it says of the table besides its columns.
    let info: TableInfo

    static let blockSize = 2880

    /// Reads on until the first table that is not a compressed image; `reader` then stands at its first row.
    ///
    /// Throws ``InputError`` when the file is not FITS, is cut short, or has no such table.
    init(_ reader: ByteReader) throws {
        let path = reader.path
        var offset = 0
        while let header = try Self.nextHeader(reader, isFirst: offset == 0) {
            offset += header.count
            let cards = FITSCards(header)
            let kind = cards["XTENSION"]
            if kind == "TABLE" || kind == "BINTABLE" && cards["ZIMAGE"] != "T" {
                bytes = header
                info = cards.info
                dataOffset = offset
                return
            }
            let size = (cards.dataSize + Self.blockSize - 1) / Self.blockSize * Self.blockSize
            guard try Self.skip(size, reader) else { break }
            offset += size
        }
        throw InputError(
            file: path, problem: "there is no table in this FITS file",
            remedy: "Give a file with a BINTABLE or TABLE unit")
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

    private static func skip(_ size: Int, _ reader: ByteReader) throws -> Bool {
        var rest = size
        var buffer = [UInt8](repeating: 0, count: min(size, 1 << 20))
        while rest > 0 {
            let count = try buffer.withUnsafeMutableBytes {
                try reader.readFully(UnsafeMutableRawBufferPointer(rebasing: $0.prefix(rest)))
            }
            if count == 0 { return false }
            rest -= count
        }
        return true
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
