internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import Process
internal import Sky
internal import Surveys
internal import Synchronization
internal import Tables
internal import TestSupport
internal import Testing

/// What the headers of tiles say of flux, bands, masks and units, in the spellings of surveys.
@Suite struct TileHeaderTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try Directory.create(folder.file("tiles"))
        try folder.write("c.csv", "id,ra,dec\nNGC 1,150,20\n")
    }

    /// A tile whose pixels are all 1, of 0.5 arcsec.
    private func image(
        _ cards: [FITSCard], ra: Double = 150, type: FITSImage.PixelType = .float32, pixel: Float = 1
    ) throws -> FITSImage {
        var header = FITSHeader.tangentPlane(
            centre: try MadeTile.coordinate(ra, 20), width: 60, height: 60, pixelScaleArcsec: 0.5)
        for card in cards { header.set(card) }
        return FITSImage(
            width: 60, height: 60, pixels: [Float](repeating: pixel, count: 3600), type: type, header: header)
    }

    private func string(_ keyword: String, _ value: String) -> FITSCard { FITSCard(keyword, .string(value)) }

    /// The brightness of a tile's middle in nanomaggies a pixel.
    private func flux(_ cards: [FITSCard], _ rules: TileRules = TileRules()) throws -> Double {
        try FITSFile.write([image(cards + [string("BAND", "r")])], to: folder.file("a.fits"))
        let tiles = try TileSet(files: [folder.file("a.fits")], rules: rules)
        let request = CutoutRequest(
            id: "g", position: try MadeTile.coordinate(150, 20), halfSide: Angle(arcseconds: 8))
        return Double(try tiles.cutout(request, bands: ["r"], size: 16).values[0][100]) * 0.25
    }

    @Test(
        arguments: [
            ("uJy/pixel", 23.9), ("UJY", 23.9), ("microJansky", 23.9), ("micro Jy", nil),
            ("mJy / pix", 16.4),
            ("MJy", -6.1), ("nanojansky", 31.4), ("[nJy]", 31.4), ("nJy pixel-1", 31.4), ("nanomaggies", 22.5),
            ("nmgy", 22.5), ("Nanomaggy pixel^-1", 22.5), ("1e-6 Jy", 23.9), ("10**-6 Jy", 23.9),
            ("10^(-9) maggies", 22.5),
            ("10-29 W m-2 Hz-1", 16.4), ("erg/s/cm2/Hz", -48.6), ("erg s**-1 cm**-2 Hz**-1", -48.6),
            ("1E-29 erg/(s cm^2 Hz)", 23.9), ("3.631e-6 Jy per pixel", 22.5), ("adu", nil), ("counts", nil),
            ("ELECTRONS/S", nil), ("e-/s", nil), ("Jy/beam", nil), ("DN", nil), ("Jy s", nil), ("mag", nil),
            ("10**999 Jy m999999999999999999999", nil), ("((((", nil),
            ("MJy/sr", nil), ("nanomaggy arcsec**-2", nil), ("uJy/sqarcsec", nil),
        ] as [(String, Double?)])
    func whatBUNITSays(_ unit: String, _ zeroPoint: Double?) throws {
        let rules = TileRules(assumedZeroPoint: 22.5)
        guard let zeroPoint else {
            #expect { try flux([string("BUNIT", unit)], rules) } throws: {
                "\($0)".contains("BUNIT = '") && "\($0)".contains("--zero-point")
            }
            return
        }
        let expected = pow(10, 0.4 * (22.5 - zeroPoint))
        #expect(abs(try flux([string("BUNIT", unit)], rules) / expected - 1) < 1e-4)
    }

    @Test(arguments: ["MAGZERO", "MAGZPT", "PHOTZP", "MAGZP", "ZP", "ZEROPNT"])
    func zeroPointsOfManyNames(_ card: String) throws {
        #expect(abs(try flux([FITSCard(card, .real(25)), string("BUNIT", "ADU")]) / 0.1 - 1) < 1e-5)
        // What is no number is none.
        #expect(throws: (any Error).self) { try flux([FITSCard(card, .undefined), string("BUNIT", "ADU")]) }
        #expect(throws: (any Error).self) { try flux([FITSCard(card, .real(25)), string("PHOTSYS", "VEGA")]) }
    }

    @Test func zeroPointsOfHSTAndHSC() throws {
        // ACS F814W: its AB zero-point is 25.94 (Bohlin 2016).
        let cards = [FITSCard("PHOTFLAM", .real(7.0724e-20)), FITSCard("PHOTPLAM", .real(8045.5))]
        let expected = pow(10, 0.4 * (22.5 - 25.941))
        #expect(abs(try flux(cards + [string("BUNIT", "ELECTRONS/S")]) / expected - 1) < 0.01)
        let whole = cards + [string("BUNIT", "ELECTRONS"), FITSCard("EXPTIME", .real(1000))]
        #expect(abs(try flux(whole) / expected * 1000 - 1) < 0.01)
        #expect(throws: (any Error).self) { try flux(cards + [string("BUNIT", "ELECTRONS")]) }
        #expect(abs(try flux([FITSCard("FLUXMAG0", .real(63_095_734_448.0194))]) / pow(10, -1.8) - 1) < 1e-5)
    }

    /// A run on tiles in i, r and g; its cutout, and what it said.
    private func run(
        _ cards: [String: [FITSCard]], _ change: (inout CutoutJob) -> Void = { _ in }
    ) throws -> (image: FITSImage, lines: [String], summary: CutoutSummary) {
        for (band, cards) in cards {
            try FITSFile.write([image(cards)], to: folder.file("tiles/t_\(band).fits"))
        }
        return try run(change)
    }

    private func run(
        _ change: (inout CutoutJob) -> Void
    ) throws -> (image: FITSImage, lines: [String], summary: CutoutSummary) {
        let (summary, lines) = try perform(change)
        let bytes = try #require(try CutoutStore(directory: folder.file("out")).bytes(named: "NGC 1.fits"))
        let path = try folder.write("cutout.fits", Data(bytes))
        return (try FITSImage(contentsOf: path), lines, summary)
    }

    private func perform(
        _ change: (inout CutoutJob) -> Void = { _ in }
    ) throws -> (summary: CutoutSummary, lines: [String]) {
        var job = CutoutJob(
            catalogue: folder.file("c.csv"), tiles: folder.file("tiles"), output: folder.file("out"), survey: .sdss)
        job.settings.field = .side(arcsec: 12)
        job.settings.size = 32
        job.settings.formats = [.png, .fits]
        change(&job)
        try? FileManager.default.removeItem(atPath: job.output)
        let said = Mutex([String]())
        let summary = try CutoutRun.perform(
            job, progress: ProgressReporter { line in said.withLock { $0.append(line) } })
        return (summary, said.withLock { $0 })
    }

    private func bands(_ cards: (String) -> [FITSCard]) -> [String: [FITSCard]] {
        Dictionary(uniqueKeysWithValues: ["i", "r", "g"].map { ($0, cards($0)) })
    }

    @Test func whatWasAssumedIsToldOnceAndStandsInTheCutout() throws {
        let bare = try run(bands { [string("FILTER", $0)] })
        let lines = bare.lines.filter { $0.contains("zero-point") }
        #expect(lines.count == 1, "\(lines)")
        #expect(
            lines.first?.hasPrefix("no card says what one unit is: zero-point 22.5, the survey's, is assumed (t_g")
                == true)
        #expect(lines.first?.contains("and 2 more") == true)
        let card = bare.image.header.cards.first { $0.keyword == "MAGZERO" }
        #expect(card?.value == .real(22.5) && card?.comment.contains("assumed") == true)
        // Counts are refused before anything is written, all tiles in one message.
        let counts = bands { [string("FILTER", $0), string("BUNIT", "adu")] }
        try? FileManager.default.removeItem(atPath: folder.file("out"))
        #expect { try run(counts) } throws: {
            "\($0)".contains("t_g.fits: BUNIT = 'adu' is no calibrated flux")
                && "\($0)".contains("with t_i.fits, t_r.fits")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
        let said = try run(counts) { $0.settings.zeroPoint = 25 }
        #expect(said.lines.contains { $0.contains("BUNIT = 'adu' is no calibrated flux: zero-point 25.0 is taken") })
        #expect(said.image.header.real("MAGZERO") == 25 && said.image.header.string("BUNIT") == "adu")
        // The user's own survey says it, too.
        var own = Survey.sdss
        (own.name, own.zeroPoint) = ("own", 26)
        #expect(try run(counts) { $0.survey = own }.image.header.real("MAGZERO") == 26)
        // A card beside another unit.
        let both = try run(bands { [string("FILTER", $0), string("BUNIT", "uJy"), FITSCard("MAGZP", .real(25))] })
        #expect(both.lines.contains { $0.contains("MAGZP and BUNIT = 'uJy' disagree") })
        #expect(both.image.header["BUNIT"] == nil && both.image.header.real("MAGZERO") == 25)
        let agreed = try run(
            bands { [string("FILTER", $0), string("BUNIT", "uJy/pixel"), FITSCard("MAGZERO", .real(23.9))] })
        #expect(!agreed.lines.contains { $0.contains("BUNIT") } && agreed.image.header.string("BUNIT") == "uJy/pixel")
    }

    @Test func whatIsGivenAndNotTakenIsTold() throws {
        for card in [string("BUNIT", "uJy"), FITSCard("MAGZERO", .real(23.9))] {
            let (image, lines, _) = try run(bands { [string("FILTER", $0), card] }) { $0.settings.zeroPoint = 25 }
            #expect(image.header.real("MAGZERO") == 23.9)
            #expect(lines.contains { $0.contains("stands above the zero-point that is given") }, "\(lines)")
        }
        // Pan-STARRS stores the arsinh of the flux.
        let curved = bands { [string("FILTER", $0), FITSCard("BSOFTEN", .real(10)), FITSCard("BOFFSET", .real(0))] }
        #expect { try run(curved) { $0.settings.zeroPoint = 25 } } throws: { "\($0)".contains("not linear") }
    }

    @Test func aBandThatIsNotNeededNeedsNoFlux() throws {
        try FITSFile.write([image([string("FILTER", "z"), string("BUNIT", "adu")])], to: folder.file("tiles/z.fits"))
        #expect(try run(bands { [string("FILTER", $0), string("BUNIT", "nJy")] }).summary.cutouts == 1)
    }

    @Test(arguments: [
        "SDSS %", "Sloan %", "sdss_%", "%.00000", "%.MP9601", "OCAM_%_SDSS", "% DECam SDSS c0002 6415.0 1480.0", "%'",
        "%-band", "%SDSS", "DES %", "PS1 %", "HSC-$", "HSC-$2", "SDSS $",
    ])
    func bandsAsSurveysWriteThem(_ pattern: String) throws {
        let cards = bands { band in
            let text = pattern.replacing("%", with: band).replacing("$", with: band.uppercased())
            return [string("FILTER", text), string("BUNIT", "nJy")]
        }
        #expect(try run(cards).image.header.string("BAND1") == "r")
    }

    @Test func bandsOfWheelsAndOtherSystems() throws {
        let wheels = bands { band in
            [("FILTER", "CLEAR"), ("FILTER1", "CLEAR1L"), ("FILTER2", band), ("BUNIT", "nJy")].map(string)
        }
        #expect(try run(wheels).summary.cutouts == 1)
        // A name of its own stays whole.
        try FITSFile.write([image([string("FILTER", "Y2"), string("BUNIT", "nJy")])], to: folder.file("y.fits"))
        #expect(try TileSet(files: [folder.file("y.fits")], rules: TileRules(bands: ["Y", "i"])).bands == ["Y2"])
        // A Cousins R is no r, and has a name by which it can be asked for.
        for (band, name) in [("i", "Cousins I"), ("r", "Cousins R"), ("g", "Johnson B")] {
            try FITSFile.write(
                [image([string("FILTER", name), string("BUNIT", "nJy")])], to: folder.file("tiles/t_\(band).fits"))
        }
        #expect { try run { _ in } } throws: { "\($0)".contains("The bands are: B, I, R") }
        #expect(try run { $0.settings.bands = ["I", "R", "B"] }.summary.cutouts == 1)
    }

    @Test func theNamesOfAMaskAreHeeded() throws {
        let mask = [
            ("MP_BAD", 0), ("MP_SAT", 1), ("MP_INTRP", 2), ("MP_DETECTED", 5), ("MP_DETECTED_NEGATIVE", 6),
            ("MP_NO_DATA", 8),
        ]
        for (bits, isMasked) in [(0b110_0100, false), (0b10_0010, true), (0b1_0000_0000, true)] {
            for band in ["i", "r", "g"] {
                let science = try image([string("FILTER", band), string("BUNIT", "nJy"), string("EXTNAME", "IMAGE")])
                let plane = try image(
                    mask.map { FITSCard($0, .integer($1)) } + [string("EXTNAME", "MASK")], type: .int32,
                    pixel: Float(bits))
                let variance = try image([string("EXTNAME", "VARIANCE")])
                try FITSFile.write([science, plane, variance], to: folder.file("tiles/t_\(band).fits"))
            }
            if isMasked {
                let table = try TableFile.read(perform().summary.failureList)
                #expect(try table.texts("reason")[0].contains("no pixel around it has data"))
            } else {
                #expect(try run { _ in }.summary.masked == 0)
            }
        }
        // The survey's own bits stand above the names.
        var own = Survey.sdss
        own.maskBits = 1
        #expect(try run { $0.survey = own }.summary.masked == 0)
    }

    @Test func allUnitsOfAFileAreSearched() throws {
        for names in [["SCI", "SCI"], ["CCD1.SCI", "CCD2.SCI"], ["ccd00", "ccd01"]] {
            for band in ["i", "r", "g"] {
                let cards = [string("FILTER", band), string("BUNIT", "nJy")]
                var units = [
                    try image(cards + [string("EXTNAME", names[0]), FITSCard("EXTVER", .integer(1))], ra: 150.2)
                ]
                units.append(try image([string("EXTNAME", "MSK"), FITSCard("EXTVER", .integer(1))], type: .uint8))
                units.append(
                    try image(cards + [string("EXTNAME", names[1]), FITSCard("EXTVER", .integer(2))], pixel: 7))
                // What belongs to an image is no image, whatever it is called.
                units.append(try image([string("FILTER", band), string("EXTNAME", "EXTRA")], pixel: 99))
                try FITSFile.write(units, to: folder.file("tiles/t_\(band).fits"))
            }
            let (image, _, summary) = try run { _ in }
            #expect(summary.cutouts == 1 && summary.masked == 0, "\(names)")
            #expect(image.pixels.allSatisfy { $0 == 7 })
        }
    }

    @Test func bandsInUnitsOfOneFile() throws {
        let units = try ["i", "r", "g"].map { band in
            try image([string("FILTER", band), string("BUNIT", "nJy"), string("EXTNAME", band)])
        }
        try FITSFile.write(units, to: folder.file("tiles/all.fits"))
        #expect(try run { _ in }.summary.cutouts == 1)
    }

    @Test func theSystemOfTheFirstUnitAndAxesOfOneElement() throws {
        for band in ["i", "r", "g"] {
            let tile = try image(
                [
                    string("FILTER", band), string("BUNIT", "nJy"), string("CTYPE3", "FREQ"),
                    FITSCard("CRVAL3", .real(1e9)),
                    FITSCard("CDELT3", .real(1)), FITSCard("CRPIX3", .real(1)), string("CUNIT1", "degrees"),
                    FITSCard("SATURATE", .undefined),
                ])
            let first = FITSImage(width: 60, height: 60, pixels: tile.pixels, header: tile.header)
            try FITSFile.write([first], to: folder.file("tiles/t_\(band).fits"))
        }
        let (image, _, _) = try run { _ in }
        #expect(image.header["CTYPE3"] == nil && image.header.string("CUNIT1") == "deg")
        #expect(image.header["SATURATE"] == .undefined)
        #expect(try WCS(image.header).pixel(of: MadeTile.coordinate(150, 20)).x > 0)
    }

    @Test func oneBandIsDrawnGrey() throws {
        try FITSFile.write([image([string("FILTER", "VIS"), string("BUNIT", "uJy")])], to: folder.file("tiles/a.fits"))
        #expect { try run { _ in } } throws: { "\($0)".contains("The bands are: VIS") && "\($0)".contains("grey") }
        #expect { try run { $0.settings.bands = ["VIS", "r"] } } throws: { "\($0)".contains("or one for a grey one") }
        for stretch in [
            ColourStretch.lupton(.cutouts), .linear(LinearStretch(minimum: 0, maximum: 3, scales: [2, 1, 3])),
        ] {
            let (image, _, _) = try run {
                $0.settings.bands = ["VIS"]
                $0.settings.stretch = stretch
            }
            #expect(image.planes == 1)
            let bytes = try #require(try CutoutStore(directory: folder.file("out")).bytes(named: "NGC 1.png"))
            let pixels = try RGBImage(decoding: bytes, name: "grey").pixels
            #expect(pixels[0] > 0 && pixels[0] < 255 && pixels.allSatisfy { $0 == pixels[0] })
        }
    }

    @Test func picturesThatBurnOutAreTold() throws {
        let cards = bands { [string("FILTER", $0), string("BUNIT", "nanomaggy")] }
        let burnt = try run(cards) { $0.settings.stretch = .linear(LinearStretch(minimum: 0, maximum: 0.1)) }
        #expect(burnt.lines.contains { $0.contains("1 picture is white in more than a tenth") })
        #expect(!(try run(cards).lines.contains { $0.contains("white") || $0.contains("black") }))
        let black = try run(cards) { $0.settings.stretch = .paper(ClipStretch()) }
        #expect(black.lines.contains { $0.contains("1 picture is black all over") })
    }
}
