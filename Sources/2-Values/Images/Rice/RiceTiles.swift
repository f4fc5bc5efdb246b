internal import CFITSIO

/// The Rice-coded tiles of one compressed image, read from the file's mapped bytes without cfitsio's own decoder.
///
/// Everything about them is what cfitsio has read from the unit's header, so that the pixels are the same to the last bit.
struct RiceTiles {
    /// The integers of a tile become `(integer - random + 0.5) scale + zero`, or `integer scale + zero`.
    struct Scaling {
        let scale: Double
        let zero: Double
        /// The integer of a blank pixel.
        let blank: Int32?
        /// Where the tile's random numbers begin; nil without dithering.
        let dither: DitherNumbers.Position?
        /// True when one integer stands for exactly 0 (SUBTRACTIVE_DITHER_2).
        let keepsZeros: Bool
    }

    /// That integer.
    static let exactZero = Int32(-2_147_483_646)

    private static let noQuantization: Float = 9999

    /// Size of a tile that no edge of the image cuts.
    let tile: (width: Int, height: Int)
    let decoder: RiceDecoder
    /// Tiles of a row of tiles.
    let columns: Int
    private let firstTile: Int
    private let heap: UnsafeRawBufferPointer
    private let lengths: [Int64]
    private let offsets: [Int64]
    private let scales: [Double]
    private let zeros: [Double]
    private let blanks: [Int32]
    private let ditherSeed: Int?
    private let keepsZeros: Bool

    /// - Parameters:
    ///   - handle: at the image's unit.
    ///   - bytes: the whole file.
    ///   - rows: of the image, that are needed.
    /// - Returns: nil when the image is compressed otherwise, or its table is damaged; cfitsio knows what then is.
    init?(
        _ handle: UnsafeMutablePointer<fitsfile>, bytes: UnsafeRawBufferPointer, shape: FITSFile.Shape, plane: Int,
        rows: Range<Int>
    ) {
        let unit = handle.pointee.Fptr.pointee
        guard let named = shape.compressedTile, named.width > 0, named.height > 0, unit.compress_type == RICE_1,
            unit.quantize_level != RiceTiles.noQuantization, unit.zndim == 2 || unit.tilesize.2 == 1,
            let decoder = RiceDecoder(bytesPerPixel: Int(unit.rice_bytepix), blockSize: Int(unit.rice_blocksize))
        else { return nil }
        // A header may name a tile that is larger than the image.
        let tile = (width: min(named.width, shape.width), height: min(named.height, shape.height))
        let start = Int(unit.datastart) + Int(unit.heapstart)
        guard start >= 0, start <= bytes.count else { return nil }
        self.tile = tile
        self.decoder = decoder
        heap = UnsafeRawBufferPointer(rebasing: bytes[start...])
        columns = (shape.width + tile.width - 1) / tile.width
        let tileRows = (shape.height + tile.height - 1) / tile.height
        let first = (plane * tileRows + rows.lowerBound / tile.height) * columns
        let count = (plane * tileRows + (rows.upperBound - 1) / tile.height + 1) * columns - first
        firstTile = first

        var status: Int32 = 0
        var lengths = [Int64](repeating: 0, count: count)
        var offsets = lengths
        lengths.withUnsafeMutableBufferPointer { lengths in
            offsets.withUnsafeMutableBufferPointer { offsets in
                _ = ffgdessll(
                    handle, unit.cn_compressed, Int64(first) + 1, Int64(count), lengths.baseAddress,
                    offsets.baseAddress, &status)
            }
        }
        func cells(_ column: Int32, keyword: Double, none: Double) -> [Double] {
            guard column > 0 else { return [Double](repeating: column < 0 ? keyword : none, count: count) }
            var values = [Double](repeating: 0, count: count)
            ffgcvd(handle, column, Int64(first) + 1, 1, Int64(count), 0, &values, nil, &status)
            return values
        }
        var scales = cells(unit.cn_zscale, keyword: unit.zscale, none: 1)
        var zeros = cells(unit.cn_zzero, keyword: unit.zzero, none: 0)
        var blanks: [Int32] = []
        if unit.cn_zblank < 0 {
            blanks = [Int32](repeating: unit.zblank, count: count)
        } else if unit.cn_zblank > 0 {
            blanks = [Int32](repeating: 0, count: count)
            ffgcvk(handle, unit.cn_zblank, Int64(first) + 1, 1, Int64(count), 0, &blanks, nil, &status)
        }
        guard status == 0, (unit.cn_zscale > 0) == (unit.cn_zzero > 0) else {
            ffcmsg()
            return nil
        }
        // The rules of cfitsio's imcomp_decompress_tile for images that have BSCALE and BZERO, too.
        for index in 0..<count {
            if unit.cn_zscale > 0, unit.zbitpix < 0, unit.cn_bscale != 1 || unit.cn_bzero != 0 {
                scales[index] = scales[index] * unit.cn_bscale
                zeros[index] = zeros[index] * unit.cn_bscale + unit.cn_bzero
            }
            if scales[index] == 1, zeros[index] == 0 { (scales[index], zeros[index]) = (unit.cn_bscale, unit.cn_bzero) }
        }
        (self.lengths, self.offsets, self.scales, self.zeros) = (lengths, offsets, scales, zeros)
        self.blanks = blanks.map(decoder.wrapped)
        keepsZeros = unit.quantize_method == SUBTRACTIVE_DITHER_2
        let isDithered = keepsZeros || unit.quantize_method == SUBTRACTIVE_DITHER_1
        guard !isDithered || unit.dither_seed > 0 else { return nil }
        ditherSeed = isDithered ? Int(unit.dither_seed) : nil
    }

    /// How the integers of a tile become pixels.
    /// - Parameter tile: row of the table, from 0.
    func scaling(tile: Int) -> Scaling {
        let index = tile - firstTile
        return Scaling(
            scale: scales[index], zero: zeros[index], blank: blanks.isEmpty ? nil : blanks[index],
            dither: ditherSeed.map { DitherNumbers.Position(tile: tile + $0 - 1) }, keepsZeros: keepsZeros)
    }

    /// Decodes all pixels of a tile; `short` also when the tile is stored otherwise.
    func decode(tile: Int, into pixels: UnsafeMutableBufferPointer<Int32>) -> RiceDecoder.Outcome {
        let (length, offset) = (lengths[tile - firstTile], offsets[tile - firstTile])
        guard length > 0, offset >= 0, offset <= Int64(heap.count), length <= Int64(heap.count) - offset else {
            return .short
        }
        return decoder.decode(
            UnsafeRawBufferPointer(rebasing: heap[Int(offset)..<Int(offset + length)]), into: pixels)
    }
}
