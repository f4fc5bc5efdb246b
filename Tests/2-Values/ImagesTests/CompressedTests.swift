internal import Foundation
internal import Images
internal import TestSupport
internal import Testing

@Suite struct CompressedTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/compressed/"
    private static let names = [
        "rice_rows", "rice_blocks", "rice_plain", "rice_mask", "rice_short", "gzip", "hcompress", "plio",
    ]
    private static let regions = [
        FITSFile.Region(x: 0, y: 0, width: 70, height: 50), FITSFile.Region(x: 60, y: 45, width: 10, height: 5),
        FITSFile.Region(x: 3, y: 9, width: 33, height: 8), FITSFile.Region(x: 20, y: 9, width: 1, height: 20),
        FITSFile.Region(x: 0, y: 30, width: 9, height: 1), FITSFile.Region(x: 41, y: 31, width: 9, height: 3),
    ]

    @Test(arguments: names) func partsAreWhatAstropyReads(_ name: String) throws {
        let compressed = try FITSFile(Self.folder + name + ".fits.fz")
        let plain = try FITSImage(contentsOf: Self.folder + name + ".fits")
        #expect(try compressed.unit(named: "sci") == 1)
        let shape = try compressed.shape(hdu: 1)
        #expect(shape.type == plain.type && shape.compressedTile != nil)
        for order in [Self.regions, Self.regions.reversed(), [Self.regions[3]], [Self.regions[5], Self.regions[4]]] {
            let parts = try compressed.parts(order, hdu: 1)
            for (region, part) in zip(order, parts) {
                let expected = Self.cut(plain, region)
                #expect(part.elementsEqual(expected) { $0 == $1 || ($0.isNaN && $1.isNaN) }, "\(region)")
            }
        }
        let header = try compressed.header(hdu: 1)
        #expect(header.string("BAND") == "r" && header.real("CRPIX1") == 3.5)
        #expect(header.integer("NAXIS1") == 70 && header["ZIMAGE"] == nil && header["TTYPE1"] == nil)
    }

    /// cfitsio writes beyond the end of a text on these, and ends the program.
    @Test(arguments: [
        ("ZNAXIS1 =", "ZNAXIS1 =               (3, 4)"), ("ZQUANTIZ=", "ZQUANTIZ=(                  32"),
        ("TFIELDS =", "TFIELDS =                  one"),
    ])
    func cardsThatWouldEndTheProgramAreNamed(_ card: (name: String, damaged: String)) throws {
        var bytes = try [UInt8](Data(contentsOf: URL(filePath: Self.folder + "rice_rows.fits.fz")))
        let place = try #require(
            stride(from: 0, to: bytes.count, by: 80).first { bytes[$0...].starts(with: card.name.utf8) })
        bytes.replaceSubrange(place..<place + 30, with: card.damaged.utf8)
        let directory = try TemporaryDirectory()
        let path = try directory.write("damaged.fits.fz", Data(bytes))
        let error = try #require(throws: FITSError.self) { _ = try FITSFile(path) }
        #expect(error.file == path && error.hdu == 1)
        #expect(error.message.contains(card.name.prefix { $0 != " " && $0 != "=" }), "\(error)")
    }

    @Test func unitsAreReadInAnyOrder() throws {
        let file = try FITSFile(Self.folder + "gzip_units.fits.fz")
        let image = try FITSImage(contentsOf: Self.folder + "gzip_units.fits")
        for _ in 0..<2 {
            #expect(try file.parts([Self.regions[0]], hdu: 2)[0].allSatisfy { $0 == 0.1 })
            #expect(try file.parts([Self.regions[0]], hdu: 1)[0] == image.pixels)
        }
    }

    @Test func masksKeepAllTheirBits() throws {
        let regions = Self.regions
        let compressed = try FITSFile(Self.folder + "rice_mask.fits.fz").integerParts(regions, hdu: 1)
        let plain = try FITSFile(Self.folder + "rice_mask.fits").integerParts(regions, hdu: 0)
        #expect(compressed == plain)
        #expect(plain[0].contains { $0 > 1 << 24 && $0 & 0xFFFF == 0 })
    }

    @Test func partsOfPlainImages() throws {
        let image = try FITSImage(contentsOf: Self.folder + "rice_blocks.fits")
        let parts = try FITSFile(Self.folder + "rice_blocks.fits").parts(Self.regions, hdu: 0)
        for (region, part) in zip(Self.regions, parts) {
            #expect(part.elementsEqual(Self.cut(image, region)) { $0 == $1 || ($0.isNaN && $1.isNaN) })
        }
        let error = #expect(throws: FITSError.self) {
            try FITSFile(Self.folder + "gzip.fits").parts([FITSFile.Region(x: 65, y: 0, width: 6, height: 1)], hdu: 0)
        }
        #expect(error?.description.contains("70 x 50 pixels; the part 6 x 1 at (65, 0) is not inside") == true)
    }

    /// cfitsio divides by these as soon as it opens the file, and a division by 0 ends the program.
    @Test(arguments: ["ZTILE1", "ZTILE2", "ZVAL1", "ZVAL2"], ["0", "0      150", "F", "'0'", "0.5", "-3"])
    func whatIsDividedByIsNotZero(_ keyword: String, _ value: String) throws {
        let folder = try TemporaryDirectory()
        var bytes = try Data(contentsOf: URL(filePath: Self.folder + "rice_plain.fits.fz"))
        let card = try #require(bytes.range(of: Data(keyword.padding(toLength: 8, withPad: " ", startingAt: 0).utf8)))
        let text = "= " + value.padding(toLength: 20, withPad: " ", startingAt: 0)
        bytes.replaceSubrange(card.upperBound..<card.upperBound + text.utf8.count, with: Data(text.utf8))
        let path = try folder.write("zero.fits.fz", bytes)
        #expect { try FITSFile(path) } throws: {
            ($0 as? FITSError)?.hdu == 1 && "\($0)".contains("\(keyword) = ")
        }
    }

    @Test func damagedTilesAreErrors() throws {
        let folder = try TemporaryDirectory()
        var bytes = try Data(contentsOf: URL(filePath: Self.folder + "rice_rows.fits.fz"))
        let whole = FITSFile.Region(x: 0, y: 0, width: 70, height: 50)
        let short = try folder.write("short.fits.fz", bytes.prefix(8640))
        #expect(throws: FITSError.self) { try FITSFile(short).parts([whole], hdu: 1) }
        // The compressed rows lie behind two headers and 50 descriptors.
        for index in bytes.indices.dropFirst(2880 + 5760 + 2000).prefix(600) { bytes[index] = 0xFF }
        let damaged = try folder.write("damaged.fits.fz", bytes)
        let error = #expect(throws: FITSError.self) { try FITSFile(damaged).parts([whole], hdu: 1) }
        #expect(error?.file == damaged && error?.hdu == 1)
        let plain = try Data(contentsOf: URL(filePath: Self.folder + "gzip.fits"))
        let cut = try folder.write("cut.fits", plain.prefix(2880 * 3))
        let ended = #expect(throws: FITSError.self) { try FITSFile(cut).parts([whole], hdu: 0) }
        #expect(ended?.description.contains("the file ends in its pixels") == true)
    }

    /// Whatever the bytes, reading ends, with pixels or with an error: cfitsio's decoders alone read on, some for ever.
    @Test(arguments: names + ["gzip_units", "rice_doubles", "rice_wide", "rice_bytes"])
    func anyDamageEndsInPixelsOrAnError(_ name: String) throws {
        let folder = try TemporaryDirectory()
        let whole = try Data(contentsOf: URL(filePath: Self.folder + name + ".fits.fz"))
        let header = try #require(whole.dropFirst(2880).firstRange(of: Data("END     ".utf8))).lowerBound
        let start = (header / 2880 + 1) * 2880
        var random = SplitMix(state: 21)
        var refused = 0
        for round in 0..<60 {
            var bytes = whole
            for _ in 0..<(round % 3 == 0 ? 1 : 12) {
                let place = Int.random(in: start..<bytes.count, using: &random)
                let end = min(bytes.count, place + Int.random(in: 1...(round % 2 == 0 ? 1 : 150), using: &random))
                for index in place..<end {
                    bytes[index] = round % 5 == 0 ? 255 : UInt8(truncatingIfNeeded: random.next())
                }
            }
            let path = try folder.write("damaged.fits.fz", bytes)
            do {
                let file = try FITSFile(path)
                let shape = try file.shape(hdu: 1)
                let area = FITSFile.Region(x: 0, y: 0, width: shape.width, height: shape.height)
                _ = try file.parts([area, FITSFile.Region(x: 2, y: 3, width: 5, height: 4)], hdu: 1)
                _ = try file.image(hdu: 1)
            } catch {
                // The header of a unit behind it may be damaged, too.
                #expect(error.file == path && error.hdu ?? 0 >= 1)
                refused += 1
            }
        }
        #expect(refused > 0)
    }

    @Test(arguments: [FITSImage.PixelType.float32, .float64, .int32, .int16, .uint8])
    func cubesOfAllTypesAreWrittenAndRead(_ type: FITSImage.PixelType) throws {
        let folder = try TemporaryDirectory()
        let pixels = (0..<60).map { Float($0 * 4) }
        let cube = FITSImage(
            width: 5, height: 4, planes: 3, pixels: pixels, type: type,
            header: FITSHeader([FITSCard("BAND0", .string("g"))]))
        let data = try FITSFile.data([cube, cube], name: "memory")
        #expect(data.count % 2880 == 0)
        let file = try FITSFile(folder.write("cube.fits", Data(data)))
        #expect(file.count == 2)
        for hdu in 0..<2 {
            #expect(try file.shape(hdu: hdu).planes == 3 && file.shape(hdu: hdu).type == type)
            for plane in 0..<3 {
                #expect(try file.image(hdu: hdu, plane: plane).pixels == Array(pixels[plane * 20..<plane * 20 + 20]))
                let part = try file.parts([FITSFile.Region(x: 1, y: 2, width: 2, height: 1)], hdu: hdu, plane: plane)
                #expect(part == [[pixels[plane * 20 + 11], pixels[plane * 20 + 12]]])
            }
        }
    }

    private static func cut(_ image: FITSImage, _ region: FITSFile.Region) -> [Float] {
        (region.y..<region.y + region.height).flatMap { row in
            image.pixels[row * image.width + region.x..<row * image.width + region.x + region.width]
        }
    }
}
