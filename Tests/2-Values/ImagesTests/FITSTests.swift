internal import Files
internal import Foundation
internal import Images
internal import TestSupport
internal import Testing

@Suite struct FITSTests {
    let path = SkyGoldens.folder + "several_units.fits"

    @Test func pixelsEqualAstropys() throws {
        let expected = try SkyGoldens.load().units
        let file = try FITSFile(path)
        #expect(file.count == 6)
        let shapes = [(7, 5), (6, 4), (4, 3), (5, 3)]
        for (hdu, shape) in shapes.enumerated() {
            let image = try file.image(hdu: hdu)
            #expect(image.width == shape.0 && image.height == shape.1)
            for (found, wanted) in zip(image.pixels, expected[hdu]) {
                #expect(wanted.map { abs($0 - found) <= 1e-6 * abs($0) } ?? found.isNaN)
            }
        }
        #expect(try file.image(hdu: 0).type == .float32)
        #expect(try file.image(hdu: 1).type == .int16)
        #expect(try file.image(hdu: 3).type == .uint8)
    }

    @Test func planesOfACube() throws {
        let expected = try SkyGoldens.load().units[4]
        let file = try FITSFile(path)
        #expect(try file.shape(hdu: 4).planes == 3)
        for plane in 0..<3 {
            let image = try file.image(hdu: 4, plane: plane)
            #expect(image.pixels.map { Optional($0) } == Array(expected[(plane * 8)..<(plane * 8 + 8)]))
        }
        #expect(throws: FITSError.self) { try file.image(hdu: 4, plane: 3) }
    }

    @Test func headerEqualsAstropys() throws {
        let header = try FITSFile(path).header(hdu: 0)
        #expect(header.string("OBJECT") == "NGC 1300's arm")
        #expect(header.cards.first { $0.keyword == "OBJECT" }?.comment == "quote inside")
        #expect(header.real("EXPTIME") == 53.9)
        #expect(header.integer("NEXP") == -12)
        #expect(header["CLEAN"] == .logical(true))
        #expect(header["EMPTY"] == .undefined)
        let long = String(repeating: "x", count: 60) + " and " + String(repeating: "y", count: 80)
        #expect(header.string("LONGTEXT") == long)
        #expect(header.cards.contains(FITSCard("COMMENT", .commentary, "a comment line")))
        #expect(header.cards.contains(FITSCard("HISTORY", .commentary, "a history line")))
        #expect(header["NOT_THERE"] == nil)
    }

    @Test func partIsThePartOfTheWhole() throws {
        let file = try FITSFile(path)
        let whole = try file.image(hdu: 1)
        let part = try file.image(hdu: 1, region: FITSFile.Region(x: 2, y: 1, width: 3, height: 2))
        let expected = (1..<3).flatMap { y in (2..<5).map { x in whole.pixels[y * whole.width + x] } }
        #expect(part.pixels == expected)
        for region in [(4, 0, 3, 1), (-1, 0, 2, 2), (0, 3, 1, 2), (0, 0, 0, 1)] {
            #expect(throws: FITSError.self) {
                try file.image(
                    hdu: 1,
                    region: FITSFile.Region(x: region.0, y: region.1, width: region.2, height: region.3))
            }
        }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let folder = try TemporaryDirectory()
        let header = FITSHeader([
            FITSCard("FILTER", .string("r"), "band"), FITSCard("MAGZERO", .real(30), "[mag] zero-point"),
            FITSCard("SMALL", .real(1.234_567_890_123_45e-7)), FITSCard("NEPOCHS", .integer(7), "exposures"),
            FITSCard("SIM", .logical(false)), FITSCard("NOTE", .string(String(repeating: "it's long ", count: 12))),
            FITSCard("NOVALUE", .undefined, "nothing"), FITSCard("COMMENT", .commentary, "made by a test"),
            FITSCard("BITPIX", .integer(99), "of another image: ignored"),
        ])
        let images = [
            FITSImage(width: 3, height: 2, pixels: [0, -1.5, .nan, 3e-9, 7, .infinity], header: header),
            FITSImage(width: 2, height: 2, pixels: [-32768, 32767, 0, 5], type: .int16),
            FITSImage(width: 1, height: 3, pixels: [0, 255, 128], type: .uint8),
        ]
        let file = folder.file("round.fits")
        try FITSFile.write(images, to: file)
        // A second time over the first.
        try FITSFile.write(images, to: file)
        let read = try FITSFile(file)
        #expect(read.count == 3)
        let first = try read.image(hdu: 0)
        #expect(first.pixels.map(\.bitPattern)[0...1] == images[0].pixels.map(\.bitPattern)[0...1])
        #expect(first.pixels[2].isNaN && first.pixels[5] == .infinity && first.pixels[3] == 3e-9)
        for card in header.cards where card.keyword != "BITPIX" {
            let found = first.header.cards.first { $0.keyword == card.keyword && $0.comment == card.comment }
            if case .string(let text) = card.value {
                #expect(found?.value == .string(text.trimmingCharacters(in: .whitespaces)))
            } else {
                #expect(found?.value == card.value, "\(card.keyword)")
            }
        }
        #expect(first.header.integer("BITPIX") == -32)
        #expect(try read.image(hdu: 1).pixels == images[1].pixels)
        #expect(try read.image(hdu: 1).type == .int16)
        #expect(try read.image(hdu: 2).pixels == images[2].pixels)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["round.fits"])
    }

    @Test func integersMustHoldTheirPixels() throws {
        let folder = try TemporaryDirectory()
        let cases: [(FITSImage.PixelType, Float)] = [(.int16, 40000), (.uint8, -1), (.int16, .nan)]
        for (type, pixel) in cases {
            let image = FITSImage(width: 1, height: 1, pixels: [pixel], type: type)
            #expect(throws: FITSError.self) { try FITSFile.write([image], to: folder.file("bad.fits")) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func axesOfOneElementArePassedOver() throws {
        let folder = try TemporaryDirectory()
        for (lengths, planes) in [([4, 3, 1, 1], 1), ([4, 3, 1], 1), ([4, 3, 1, 2], 2), ([4, 3, 2, 1], 2)] {
            var lines = [
                "SIMPLE  =                    T", "BITPIX  =                   16", "NAXIS   = \(lengths.count)",
            ]
            lines += lengths.enumerated().map { "NAXIS\($0 + 1)  = \($1)" } + ["LEVEL   = NaN", "END"]
            var data = Data(lines.map { $0.padding(toLength: 80, withPad: " ", startingAt: 0) }.joined().utf8)
            data.append(Data(repeating: 0x20, count: 2880 - data.count))
            for value in 0..<(12 * planes) { data.append(contentsOf: [0, UInt8(value)]) }
            data.append(Data(count: 2 * 2880 - data.count))
            let file = try FITSFile(folder.write("axes.fits", data))
            #expect(try file.shape(hdu: 0).planes == planes)
            for plane in 0..<planes {
                let expected = (0..<12).map { Float(12 * plane + $0) }
                #expect(try file.image(hdu: 0, plane: plane).pixels == expected)
                let region = FITSFile.Region(x: 1, y: 1, width: 2, height: 2)
                #expect(
                    try file.parts([region], hdu: 0, plane: plane) == [[5, 6, 9, 10].map { Float(12 * plane + $0) }])
            }
            // What FITS has no number for is none, and can be written again.
            let image = try file.image()
            #expect(image.header["LEVEL"] == .undefined)
            try FITSFile.write([image], to: folder.file("again.fits"))
            #expect(try FITSImage(contentsOf: folder.file("again.fits")).header["LEVEL"] == .undefined)
        }
    }

    @Test func sizesThatNoDiskHoldsAreErrors() throws {
        let folder = try TemporaryDirectory()
        for lengths in [
            [99_999_999_999, 99_999_999_999], [4_294_967_296, 4_294_967_296], [3, 3, 4_611_686_018_427_387_904],
        ] {
            var lines = [
                "SIMPLE  =                    T", "BITPIX  =                  -32", "NAXIS   = \(lengths.count)",
            ]
            lines += lengths.enumerated().map { "NAXIS\($0 + 1)  = \($1)" } + ["END"]
            let header = lines.map { $0.padding(toLength: 80, withPad: " ", startingAt: 0) }.joined()
            let path = try folder.write(
                "large.fits", Data(header.padding(toLength: 2880, withPad: " ", startingAt: 0).utf8) + Data(count: 2880)
            )
            #expect(throws: FITSError.self) {
                let file = try FITSFile(path)
                try file.checkLength()
                _ = try file.parts([FITSFile.Region(x: 0, y: 0, width: 1, height: 1)], hdu: 0)
            }
        }
    }

    @Test func errorsNameFileUnitAndReason() throws {
        let folder = try TemporaryDirectory()
        let missing = folder.file("missing.fits")
        #expect { try FITSFile(missing) } throws: { "\($0)".contains(missing) }
        for (name, content, words) in [
            ("text.fits", "this is no FITS file", "is no FITS file: it looks like text"),
            ("empty.fits", "", "is empty"),
            ("page.fits", "<!DOCTYPE html><html>", "HTML"), ("short.fits", "SIMPLE  =", "was cut off: it has 9 bytes"),
        ] {
            let path = try folder.write(name, content)
            #expect { try FITSFile(path) } throws: {
                ($0 as? FITSError)?.file == path && "\($0)".contains(words)
            }
        }
        try FileManager.default.createSymbolicLink(atPath: folder.file("link.fits"), withDestinationPath: "gone.fits")
        #expect { try FITSFile(folder.file("link.fits")) } throws: { "\($0)".contains("a link to gone.fits") }
        #expect { try FITSFile(path).image(hdu: 5) } throws: { "\($0)".contains("HDU 5") && "\($0)".contains("table") }
        #expect { try FITSFile(path).image(hdu: 6) } throws: { ($0 as? FITSError)?.hdu == 6 }
        let whole = try Data(contentsOf: URL(filePath: path))
        let cut = try folder.write("cut.fits", whole.prefix(3000))
        #expect(throws: FITSError.self) { try FITSFile(cut).image(hdu: 0) }
        #expect(throws: WriteError.self) {
            try FITSFile.write([FITSImage(width: 1, height: 1, pixels: [0])], to: folder.file("no/such/place.fits"))
        }
    }

    /// A limit on the size of files stands for the disk that fills up while a file is being written.
    @Test func failureHalfwayKeepsTheOldFileOnly() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("old.fits")
        let old = FITSImage(width: 2, height: 1, pixels: [1, 2])
        try FITSFile.write([old], to: path)
        await #expect(processExitsWith: .exitCode(1)) { [path = path as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1 << 20, rlim_max: 1 << 20)
            let status = setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            guard status == 0 else { exit(99) }
            let image = FITSImage(width: 1000, height: 1000, pixels: [Float](repeating: 1, count: 1_000_000))
            do {
                try FITSFile.write([image], to: path)
            } catch is WriteError {
                exit(1)
            }
        }
        #expect(try FITSImage(contentsOf: path).pixels == [1, 2])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["old.fits"])
    }

    @Test func manyThreadsReadOneFile() async throws {
        let file = try FITSFile(path)
        let whole = try file.image(hdu: 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<32 {
                group.addTask {
                    for _ in 0..<50 {
                        if task % 2 == 0 {
                            let again = try file.image(hdu: 1)
                            #expect(again == whole)
                        } else {
                            let other = try FITSImage(contentsOf: path, hdu: 3)
                            #expect(other.width == 5)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(.enabled(if: SampleData.isPresent)) func realSurveyFiles() throws {
        let legacy = try FITSFile(SampleData.file("decals_fits_grz5/example_a.fits"))
        let shape = try legacy.shape(hdu: 0)
        #expect(shape.width == 424 && shape.height == 424 && shape.planes == 3)
        let wcs = try WCS(legacy.header(hdu: 0))
        #expect((0.05...0.3).contains(wcs.pixelScaleArcsec))
        #expect(try legacy.image(hdu: 0, plane: 2).pixels.contains { $0 > 0 })
    }
}
