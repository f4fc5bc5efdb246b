internal import Foundation
internal import Images
internal import TestSupport
internal import Testing

@Suite struct RiceTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/compressed/"
    private static let names = [
        "rice_rows", "rice_blocks", "rice_plain", "rice_mask", "rice_short", "rice_bytes", "rice_noise",
        "rice_doubles", "rice_some", "rice_wide",
    ]

    /// `image` leaves the decompression to cfitsio.
    @Test(arguments: names) func partsAreWhatCfitsioReads(_ name: String) throws {
        let file = try FITSFile(Self.folder + name + ".fits.fz")
        let shape = try file.shape(hdu: 1)
        var random = SplitMix(state: 5)
        let regions = (0..<40).map { _ in
            let (x, y) = (
                Int.random(in: 0..<shape.width, using: &random), Int.random(in: 0..<shape.height, using: &random)
            )
            return FITSFile.Region(
                x: x, y: y, width: Int.random(in: 1...shape.width - x, using: &random),
                height: Int.random(in: 1...shape.height - y, using: &random))
        }
        for (region, part) in zip(regions, try file.parts(regions, hdu: 1)) {
            let expected = try file.image(hdu: 1, region: region).pixels
            #expect(part.elementsEqual(expected) { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) })
        }
    }

    @Test(arguments: [1, 2, 4], [1, 16, 32]) func randomPixelsComeBack(_ bytes: Int, _ block: Int) throws {
        var random = SplitMix(state: UInt64(bytes * 100 + block))
        let decoder = try #require(RiceDecoder(bytesPerPixel: bytes, blockSize: block))
        for _ in 0..<200 {
            var pixels: [Int32] = []
            while pixels.count < 300 {
                // Runs of pixels of every width, and of one value.
                let width = Int32.random(in: 0...Int32(8 * bytes), using: &random)
                for _ in 0..<Int.random(in: 1...60, using: &random) {
                    let value = Int32(truncatingIfNeeded: random.next())
                    let narrow = width == 0 ? 3 : value >> (32 - width)
                    pixels.append(
                        bytes == 1 ? narrow & 0xFF : bytes == 2 ? Int32(Int16(truncatingIfNeeded: narrow)) : narrow)
                }
            }
            let code = RiceEncoder.encode(pixels, bytesPerPixel: bytes, blockSize: block)
            for count in [pixels.count, 1, Int.random(in: 1...pixels.count, using: &random)] {
                #expect(Self.decode(code, count, decoder) == Array(pixels.prefix(count)))
            }
            let cut = Array(code.prefix(Int.random(in: 0..<code.count - 1, using: &random)))
            #expect(Self.decode(cut, pixels.count, decoder) == nil)
            // Any bytes at all are read without leaving them.
            _ = Self.decode(cut.map { _ in UInt8.random(in: 0...255, using: &random) }, pixels.count, decoder)
        }
        #expect(
            RiceDecoder(bytesPerPixel: 3, blockSize: 32) == nil && RiceDecoder(bytesPerPixel: 4, blockSize: 0) == nil)
    }

    /// Bytes in the midst of a tile that were changed give other pixels; nearly always they end elsewhere.
    @Test func changedBytesAreTold() throws {
        var random = SplitMix(state: 9)
        let decoder = try #require(RiceDecoder(bytesPerPixel: 4, blockSize: 32))
        var told = 0
        for _ in 0..<200 {
            let pixels = (0..<2000).map { _ in Int32.random(in: -40...40, using: &random) }
            var code = RiceEncoder.encode(pixels, bytesPerPixel: 4, blockSize: 32)
            #expect(Self.outcome(code, pixels.count, decoder).outcome == .whole)
            let start = Int.random(in: 4..<code.count / 2, using: &random)
            for index in start..<start + 100 { code[index] = UInt8.random(in: 0...255, using: &random) }
            if Self.outcome(code, pixels.count, decoder).outcome != .whole { told += 1 }
        }
        #expect(told > 190, "\(told) of 200")
    }

    /// - Returns: nil when the decoder says that the bytes end.
    private static func decode(_ code: [UInt8], _ count: Int, _ decoder: RiceDecoder) -> [Int32]? {
        let (outcome, pixels) = outcome(code, count, decoder)
        return outcome == .short ? nil : pixels
    }

    private static func outcome(
        _ code: [UInt8], _ count: Int, _ decoder: RiceDecoder
    ) -> (outcome: RiceDecoder.Outcome, pixels: [Int32]) {
        var pixels = [Int32](repeating: 0, count: count)
        // In a buffer of its own size, so that an address checker sees bytes beyond.
        let outcome = code.withUnsafeBytes { bytes in
            pixels.withUnsafeMutableBufferPointer { decoder.decode(bytes, into: $0) }
        }
        return (outcome, pixels)
    }
}

/// Rice's code in the plainest form, a bit at a time.
private enum RiceEncoder {
    static func encode(_ pixels: [Int32], bytesPerPixel: Int, blockSize: Int) -> [UInt8] {
        let size = 8 * bytesPerPixel
        let (header, raw) = [1: (3, 6), 2: (4, 14), 4: (5, 25)][bytesPerPixel] ?? (0, 0)
        var bits: [UInt8] = []
        func put(_ value: UInt64, _ count: Int) {
            for bit in (0..<count).reversed() { bits.append(UInt8(value >> UInt64(bit) & 1)) }
        }
        put(UInt64(UInt32(bitPattern: pixels[0])), size)
        var last = pixels[0]
        var start = 0
        while start < pixels.count {
            let folded = pixels[start..<min(start + blockSize, pixels.count)].map { pixel in
                // The difference as a signed number of the pixels' size, then 0, -1, 1, -2 … as 0, 1, 2, 3 ….
                let difference = ((pixel &- last) << Int32(32 - size)) >> Int32(32 - size)
                last = pixel
                return UInt64(UInt32(bitPattern: difference << 1 ^ difference >> 31)) & (1 << UInt64(size) - 1)
            }
            start += blockSize
            let mean = folded.reduce(0, +) / UInt64(folded.count)
            let binary = mean == 0 ? 0 : 63 - mean.leadingZeroBitCount
            if folded.allSatisfy({ $0 == 0 }) {
                put(0, header)
            } else if binary >= raw {
                put(UInt64(raw) + 1, header)
                for value in folded { put(value, size) }
            } else {
                put(UInt64(binary) + 1, header)
                for value in folded {
                    for _ in 0..<value >> UInt64(binary) { bits.append(0) }
                    bits.append(1)
                    put(value & (1 << UInt64(binary) - 1), binary)
                }
            }
        }
        return stride(from: 0, to: bits.count, by: 8).map { start in
            (start..<start + 8).reduce(0) { $0 << 1 | ($1 < bits.count ? bits[$1] : 0) }
        }
    }
}
