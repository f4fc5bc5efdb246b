internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import Sky
internal import Surveys
internal import Tables
internal import TestSupport
internal import Testing

/// Files as surveys write them, and what lies beside them.
@Suite struct SurveyFileTests {
    private static let frame =
        URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/frame/frame-r-001000-1-0027.fits.bz2"

    /// What a run needs, with the frame in its folder of tiles.
    private struct Made {
        let folder: TemporaryDirectory
        var job: CutoutJob

        init(_ rows: String, tile: FITSImage? = nil) throws {
            folder = try TemporaryDirectory()
            try Directory.create(folder.file("tiles"))
            if let tile {
                try FITSFile.write([tile], to: folder.file("tiles/tile.fits"))
            } else {
                try folder.write(
                    "tiles/frame-r-001000-1-0027.fits.bz2", Data(contentsOf: URL(filePath: SurveyFileTests.frame)))
            }
            try folder.write("catalogue.csv", "objID,ra,dec,petroRad_r\n" + rows)
            job = CutoutJob(
                catalogue: folder.file("catalogue.csv"), tiles: folder.file("tiles"), output: folder.file("out"))
            job.settings.bands = ["r"]
            job.settings.formats = [.fits]
        }

        /// The units of the first cutout.
        func cutout() throws -> (units: Int, image: FITSImage) {
            let summary = try CutoutRun.perform(job)
            #expect(summary.failures == 0)
            let bytes = try #require(try CutoutStore(directory: job.output).bytes(named: "1.fits"))
            let path = try folder.write("cutout.fits", Data(bytes))
            return (try FITSFile(path).count, try FITSImage(contentsOf: path))
        }
    }

    @Test func framesOfSDSSAsTheyAre() throws {
        let made = try Made("1,179.6,-0.45,2\n")
        try FITSFile.decompress(Self.frame, to: made.folder.file("plain.fits"))
        #expect(try TileSet(files: [made.folder.file("plain.fits")]).bands == ["r"])
        // Beside it a table and what a file manager leaves.
        try TableFile.write(
            Table(columns: [Column("run", .int32([1000]))], path: nil), to: made.folder.file("tiles/photoObj.fits"))
        try made.folder.write("tiles/._frame-r-001000-1-0027.fits", "no tile")
        let image = try made.cutout().image
        let (x, y) = (try #require(image.header.integer("TILE_X0")), try #require(image.header.integer("TILE_Y0")))
        #expect(image.width == 21 && x == 34 && y == 24)
        for row in 0..<image.height {
            for column in 0..<image.width {
                #expect(image.pixels[row * image.width + column] == Float(x + column + 100 * (y + row)))
            }
        }
    }

    @Test func tablesAloneAreNoTiles() throws {
        let folder = try TemporaryDirectory()
        try TableFile.write(Table(columns: [Column("run", .int32([1000]))], path: nil), to: folder.file("a.fits"))
        #expect { try TileSet(directory: folder.path) } throws: { "\($0)".contains("no images") }
    }

    /// A tile whose pixels, counted from 0, grow by 1 a column and 1000 a row, and whose scale changes across it.
    private static func distorted(_ strength: Double) throws -> FITSImage {
        var header = FITSHeader.tangentPlane(
            centre: try MadeTile.coordinate(150, 20), width: 400, height: 300, pixelScaleArcsec: 0.3)
        header.set(FITSCard("CTYPE1", .string("RA---TAN-SIP")))
        header.set(FITSCard("CTYPE2", .string("DEC--TAN-SIP")))
        for (keyword, value) in [("A_ORDER", 2), ("B_ORDER", 2)] { header.set(FITSCard(keyword, .integer(value))) }
        header.set(FITSCard("A_2_0", .real(8e-4 * strength)))
        header.set(FITSCard("B_0_2", .real(6e-4 * strength)))
        header.set(FITSCard("FILTER", .string("r")))
        header.set(FITSCard("MAGZERO", .real(22.5)))
        header.set(FITSCard("CRPIX1A", .real(1)))
        let pixels = (0..<120_000).map { Float($0 % 400 + 1000 * ($0 / 400)) }
        return FITSImage(width: 400, height: 300, pixels: pixels, header: header)
    }

    @Test(arguments: [(320.0, 210.0), (90, 80)]) func distortedTiles(_ x: Double, _ y: Double) throws {
        let tile = try Self.distorted(1)
        let wcs = try WCS(tile.header)
        let place = try wcs.position(of: WCS.Pixel(x: x, y: y))
        let row = "1,\(place.ra.degrees),\(place.dec.degrees),6\n"
        let (units, image) = try Made(row, tile: tile).cutout()
        #expect(units == 1 && image.planes == 1 && image.header.integer("NAXIS") != 3)
        #expect(image.header.string("EXTNAME") == "r" && image.header["CRPIX1A"] == nil)
        let (x0, y0) = (try #require(image.header.integer("TILE_X0")), try #require(image.header.integer("TILE_Y0")))
        #expect(image.width == 80)
        for index in image.pixels.indices {
            #expect(image.pixels[index] == Float(x0 + index % 80 + 1000 * (y0 + index / 80)))
        }
        let moved = try WCS(image.header).pixel(of: place)
        #expect(abs(moved.x + Double(x0) - x) < 0.001 && abs(moved.y + Double(y0) - y) < 0.001)
    }

    @Test func aDistortedTileBesideDoesNotMatter() throws {
        let folder = try TemporaryDirectory()
        let tile = try Self.distorted(1)
        try FITSFile.write([tile], to: folder.file("a.fits"))
        // West of the pixels that the distortion reaches lies a tile without any.
        let place = (ra: 150 + 95 / 3600 / cos(20 * Double.pi / 180), dec: 20.0)
        let coordinate = try MadeTile.coordinate(place.ra, place.dec)
        #expect(throws: WCSError.self) { try WCS(tile.header).pixel(of: coordinate) }
        try MadeTile(centre: place, sources: [(place.ra, place.dec, 1.5, 100)]).write("b.fits", to: folder)
        let tiles = try TileSet(directory: folder.path)
        let request = CutoutRequest(id: "g", position: coordinate, halfSide: Angle(arcseconds: 8))
        #expect(try tiles.cutout(request, bands: ["r"], size: 32).values[0][16 * 32 + 16] > 1)
    }

    @Test func fluxIsCountedInTheAreaOfThePixelsThere() throws {
        let folder = try TemporaryDirectory()
        var tile = try Self.distorted(0.1)
        tile.pixels = [Float](repeating: 1, count: tile.pixels.count)
        try FITSFile.write([tile], to: folder.file("a.fits"))
        let wcs = try WCS(tile.header)
        let tiles = try TileSet(files: [folder.file("a.fits")])
        for (x, y) in [(320.0, 210.0), (199.5, 149.5), (90, 80)] {
            let centre = try wcs.position(of: WCS.Pixel(x: x, y: y))
            func side(_ dx: Double, _ dy: Double) throws -> Double {
                let low = try wcs.position(of: WCS.Pixel(x: x - dx, y: y - dy))
                return try low.separation(to: wcs.position(of: WCS.Pixel(x: x + dx, y: y + dy))).arcseconds
            }
            let area = try side(0.5, 0) * side(0, 0.5)
            let request = CutoutRequest(id: "g", position: centre, halfSide: Angle(arcseconds: 4))
            let value = Double(try tiles.cutout(request, bands: ["r"], size: 32).values[0][16 * 32 + 16])
            #expect(abs(value * area - 1) < 0.004, "\(x) \(y)")
        }
    }

    private static func image(_ cards: [FITSCard], pixel: Float = 1) throws -> FITSImage {
        var header = FITSHeader.tangentPlane(
            centre: try MadeTile.coordinate(150, 20), width: 60, height: 60, pixelScaleArcsec: 0.5)
        for card in cards { header.set(card) }
        return FITSImage(width: 60, height: 60, pixels: [Float](repeating: pixel, count: 3600), header: header)
    }

    private static func request() throws -> CutoutRequest {
        CutoutRequest(id: "g", position: try MadeTile.coordinate(150, 20), halfSide: Angle(arcseconds: 8))
    }

    @Test(
        arguments: [
            ([FITSCard("MAGZERO", .string("25.0"))], 0.1), ([FITSCard("BUNIT", .string("Jy"))], 275_422.87),
            ([FITSCard("BUNIT", .string("nJy"))], 0.000_275_422_87), ([FITSCard("BUNIT", .string("ADU"))], 1),
            ([FITSCard("BUNIT", .string("Jy")), FITSCard("MAGZPT", .real(25))], 0.1),
            ([FITSCard("SATURATE", .real(0))], 1),
        ] as [([FITSCard], Double)])
    func whatOneUnitIs(_ cards: [FITSCard], _ nanomaggies: Double) throws {
        let folder = try TemporaryDirectory()
        try FITSFile.write([Self.image(cards + [FITSCard("BAND", .string("r"))])], to: folder.file("a.fits"))
        let tiles = try TileSet(files: [folder.file("a.fits")], rules: TileRules(zeroPoint: 22.5))
        let cutout = try tiles.cutout(Self.request(), bands: ["r"], size: 16)
        #expect(abs(Double(cutout.values[0][100]) * 0.25 / nanomaggies - 1) < 1e-5 && cutout.flags.isEmpty)
    }

    @Test(arguments: [("MAGZERO", "unknown", "no zero-point"), ("BUNIT", "nanomaggy/arcsec2", "brightness of the sky")])
    func whatIsNoZeroPoint(_ keyword: String, _ value: String, _ reason: String) throws {
        let folder = try TemporaryDirectory()
        let cards = [FITSCard("BAND", .string("r")), FITSCard(keyword, .string(value))]
        try FITSFile.write([Self.image(cards)], to: folder.file("a.fits"))
        #expect { try TileSet(files: [folder.file("a.fits")], rules: TileRules(assumedZeroPoint: 22.5)) } throws: {
            "\($0)".contains(reason)
        }
    }

    @Test func bandsInNamesAndCubesOfOnePlane() throws {
        let folder = try TemporaryDirectory()
        for name in ["ngc1_r.fits", "ngc1-OCAM.fits", "ngc1.fits", "ngc1_2.fits"] {
            try FITSFile.write([Self.image([])], to: folder.file(name))
        }
        let rules = TileRules(zeroPoint: 22.5, bands: ["OCAM"])
        let named = [folder.file("ngc1_r.fits"), folder.file("ngc1-OCAM.fits")]
        #expect(try TileSet(files: named, rules: rules).bands == ["OCAM", "r"])
        for name in ["ngc1.fits", "ngc1_2.fits"] {
            #expect { try TileSet(files: [folder.file(name)], rules: rules) } throws: { "\($0)".contains("which band") }
        }
    }

    @Test func inverseVarianceBesideABrick() throws {
        let folder = try TemporaryDirectory()
        try FITSFile.write([Self.image([FITSCard("IMTYPE", .string("image"))])], to: folder.file("brick-image-r.fits"))
        var weights = try Self.image([FITSCard("IMTYPE", .string("invvar"))])
        for index in 0..<3600 where index % 60 < 25 { weights.pixels[index] = 0 }
        try FITSFile.write([weights], to: folder.file("brick-invvar-r.fits"))
        let tiles = try TileSet(directory: folder.path, rules: TileRules(zeroPoint: 22.5))
        #expect(tiles.count == 1)
        let cutout = try tiles.cutout(Self.request(), bands: ["r"], size: 16)
        // Of 32 columns from 14 on, 11 have no weight, of which 8 are drawn from their neighbours.
        #expect(cutout.flags == [.noWeight, .outside] && abs(cutout.maskedFraction - 11.0 / 32) < 1e-9)
        #expect(cutout.isMissing[0] && !cutout.isMissing[3])
        try FITSFile.write([MadeTileOfAnotherSize.weights()], to: folder.file("brick-invvar-r.fits"))
        #expect { try TileSet(directory: folder.path) } throws: { "\($0)".contains("another size") }
    }

    private enum MadeTileOfAnotherSize {
        static func weights() -> FITSImage {
            FITSImage(
                width: 4, height: 4, pixels: [Float](repeating: 1, count: 16),
                header: FITSHeader([FITSCard("IMTYPE", .string("invvar"))]))
        }
    }

    @Test(arguments: [2880, 4000, 14_400 + 1440]) func tilesThatWereCutOff(_ missing: Int) throws {
        let folder = try TemporaryDirectory()
        let image = try Self.image([FITSCard("BAND", .string("r"))])
        var mask = try Self.image([], pixel: 0)
        mask.header = FITSHeader([FITSCard("EXTNAME", .string("MSK"))])
        let whole = Data(try FITSFile.data([image, mask], name: "whole"))
        #expect(whole.count == 2 * (2880 + 14_400))
        let path = try folder.write("a.fits", whole.dropLast(missing))
        let other = try folder.write("b.fits", whole)
        #expect { try TileSet(files: [path]) } throws: { "\($0)".contains("cut off") }
        let tiles = try TileSet(files: [path, other], rules: TileRules(zeroPoint: 22.5))
        #expect(
            tiles.count == 1 && tiles.problems.count == 1
                && tiles.problems[0].contains("a.fits, HDU 1: the file was cut"))
    }

    @Test func tablesOfOthersStay() throws {
        let made = try Made("1,179.6,-0.45,2\n")
        try Directory.create(made.folder.file("out"))
        try made.folder.write("out/manifest.csv", "mine")
        #expect { try CutoutRun.perform(made.job) } throws: { "\($0)".contains("out/manifest.csv") }
        #expect(try String(contentsOfFile: made.folder.file("out/manifest.csv"), encoding: .utf8) == "mine")
    }

    @Test func theCatalogueStays() throws {
        let made = try Made("1,179.6,-0.45,2\n")
        _ = try CutoutRun.perform(made.job)
        var job = made.job
        job.catalogue = made.folder.file("out/manifest.csv")
        job.survey = .sdss
        #expect { try CutoutRun.perform(job) } throws: { "\($0)".contains("the catalogue would be replaced") }
    }

    @Test func anOutputMayEndInASlash() throws {
        let made = try Made("1,179.6,-0.45,2\n")
        var job = made.job
        job.output += "/"
        let manifest = try TableFile.read(CutoutRun.perform(job).manifest)
        #expect(try manifest.texts("file")[0].hasPrefix("cutouts-00000.tar#"))
        #expect(try CutoutRun.perform(made.job).made == 0)
    }

    @Test func picturesStandBeforeFITS() {
        var settings = CutoutSettings()
        settings.formats = [.fits, .png, .jpg]
        #expect(settings.formats == [.png, .jpg, .fits])
    }

    @Test func controlCharactersAreNoNames() throws {
        let made = try Made("a\u{7F},179.6,-0.45,2\n")
        #expect { try CutoutRun.perform(made.job) } throws: { "\($0)".contains("row 1, column 'objID'") }
    }
}
