internal import CFITSIO
internal import Files

extension FITSFile {
    /// Looks at the compressed bytes of all tiles that a rectangle touches, before cfitsio decodes them: where bytes were
    /// changed, its Rice decoder reads beyond their end and its gzip decoder may never stop.
    ///
    /// The unit is the current one. Nothing is done for an image that is not compressed.
    /// - Throws: when the bytes of a tile do not end where its pixels do.
    func checkTiles(_ area: Region, plane: Int, shape: Shape, hdu: Int) throws(FITSError) {
        guard let named = shape.compressedTile, named.width > 0, named.height > 0 else { return }
        if mapped == nil { mapped = try? MappedFile(path) }
        // A file that is compressed as a whole has a sum of its own.
        guard let mapped, mapped.bytes.starts(with: "SIMPLE".utf8) else { return }
        defer { mapped.release() }
        let unit = handle.pointee.Fptr.pointee
        let tile = (width: min(named.width, shape.width), height: min(named.height, shape.height))
        let depth = unit.zndim > 2 ? max(1, unit.tilesize.2) : 1
        let columns = (shape.width + tile.width - 1) / tile.width
        let rows = (shape.height + tile.height - 1) / tile.height
        let planes = min(depth, shape.planes - plane / depth * depth)
        var check = TileCheck(unit: unit, bytes: mapped.bytes)
        for row in area.y / tile.height...(area.rows.upperBound - 1) / tile.height {
            for column in area.x / tile.width...(area.columns.upperBound - 1) / tile.width {
                let width = min(tile.width, shape.width - column * tile.width)
                let height = min(tile.height, shape.height - row * tile.height)
                let number = (plane / depth * rows + row) * columns + column
                if let problem = try check.problem(handle, tile: number, pixels: width * height * planes) {
                    throw FITSError(
                        file: path, hdu: hdu,
                        message:
                            "pixels of the rows \(row * tile.height)…\(row * tile.height + height - 1) are damaged: "
                            + problem)
                }
            }
        }
    }
}

/// What is known of the tiles of one unit to check them.
private struct TileCheck {
    private let unit: FITSfile
    private let heap: UnsafeRawBufferPointer
    private let rice: RiceDecoder?
    private var pixels: [Int32] = []
    private var inflated = [UInt8](repeating: 0, count: 1 << 16)

    /// - Parameter bytes: the whole file.
    init(unit: FITSfile, bytes: UnsafeRawBufferPointer) {
        self.unit = unit
        let start = min(max(0, Int(unit.datastart) + Int(unit.heapstart)), bytes.count)
        heap = UnsafeRawBufferPointer(rebasing: bytes[start...])
        rice =
            unit.compress_type == RICE_1
            ? RiceDecoder(bytesPerPixel: Int(unit.rice_bytepix), blockSize: Int(unit.rice_blocksize)) : nil
    }

    /// What is wrong with a tile's bytes; nil when nothing is.
    /// - Parameters:
    ///   - tile: row of the table, from 0.
    ///   - pixels: that it has.
    mutating func problem(
        _ handle: UnsafeMutablePointer<fitsfile>, tile: Int, pixels count: Int
    ) throws(FITSError) -> String? {
        var type = unit.compress_type
        var place = descriptor(handle, unit.cn_compressed, tile)
        if type == PLIO_1 { place.length *= 2 }
        if place.length == 0, unit.cn_gzip_data > 0 {
            type = GZIP_1
            place = descriptor(handle, unit.cn_gzip_data, tile)
        }
        guard place.length > 0 else { return place.length == 0 ? nil : "their place cannot be read" }
        guard place.offset >= 0, place.offset <= heap.count, place.length <= heap.count - place.offset else {
            return "their compressed bytes lie beyond the end of the file"
        }
        let bytes = UnsafeRawBufferPointer(rebasing: heap[place.offset..<place.offset + place.length])
        let isWhole =
            switch type {
            case RICE_1: endsInRice(bytes, pixels: count)
            case GZIP_1, GZIP_2: endsInGzip(bytes, pixels: count)
            case HCOMPRESS_1: TileCheck.isHCompress(bytes, pixels: count)
            case PLIO_1: TileCheck.isPLIO(bytes)
            default: true
            }
        return isWhole ? nil : "their compressed bytes do not end where the pixels do"
    }

    /// Length and first byte in the heap of what a column holds; a negative length where that cannot be read.
    private func descriptor(
        _ handle: UnsafeMutablePointer<fitsfile>, _ column: Int32, _ tile: Int
    ) -> (length: Int, offset: Int) {
        guard column > 0 else { return (0, 0) }
        var length = Int64(0)
        var offset = Int64(0)
        var status: Int32 = 0
        ffgdesll(handle, column, Int64(tile) + 1, &length, &offset, &status)
        if status != 0 { ffcmsg() }
        return status == 0 ? (Int(length), Int(offset)) : (-1, 0)
    }

    private mutating func endsInRice(_ bytes: UnsafeRawBufferPointer, pixels count: Int) -> Bool {
        guard let rice else { return true }
        if pixels.count < count { pixels = [Int32](repeating: 0, count: count) }
        return pixels.withUnsafeMutableBufferPointer { pixels in
            rice.decode(bytes, into: UnsafeMutableBufferPointer(rebasing: pixels[..<count])) == .whole
        }
    }

    private mutating func endsInGzip(_ bytes: UnsafeRawBufferPointer, pixels count: Int) -> Bool {
        // No pixel has more than 8 bytes.
        var room = 8 * count
        return inflated.withUnsafeMutableBytes { target in
            do {
                let inflater = try Inflater(path: "")
                var rest = bytes
                repeat {
                    let (taken, given) = try inflater.inflate(rest, into: target)
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(taken))
                    room -= given
                    if room < 0 || (taken == 0 && given == 0) { return false }
                } while inflater.isInsideMember
                return true
            } catch {
                return false
            }
        }
    }

    /// Whether the header of an H-transform is of as many pixels, and of bit planes that 64 bits can hold.
    private static func isHCompress(_ bytes: UnsafeRawBufferPointer, pixels count: Int) -> Bool {
        func number(_ offset: Int) -> Int {
            Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
        }
        guard bytes.count > 25, bytes.starts(with: [0xDD, 0x99]), case (let x, let y) = (number(2), number(6)) else {
            return false
        }
        return x > 0 && y > 0 && x.multipliedReportingOverflow(by: y) == (count, false)
            && bytes[22..<25].allSatisfy { $0 < 64 }
    }

    /// Whether a line list lies within its words: a header of some, one of which says where the list ends.
    private static func isPLIO(_ bytes: UnsafeRawBufferPointer) -> Bool {
        func word(_ index: Int) -> Int {
            Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self)))
        }
        let words = bytes.count / 2
        guard words >= 3 else { return false }
        if word(2) > 0 { return word(2) <= words }
        return words >= 5 && word(1) >= 0 && word(4) << 15 + word(3) <= words
    }
}
