internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import Sky
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
}
