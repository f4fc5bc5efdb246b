internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import Sky
internal import TestSupport
internal import Testing

@Suite struct CutoutTests {
    /// Centre of light in pixels from 0, rows from the top.
    func centroid(_ values: [Float], size: Int) -> (x: Double, y: Double) {
        var (sum, x, y) = (0.0, 0.0, 0.0)
        for (index, value) in values.enumerated() {
            sum += Double(value)
            x += Double(value) * Double(index % size)
            y += Double(value) * Double(index / size)
        }
        return (x / sum, y / sum)
    }

    func request(_ ra: Double, _ dec: Double, halfSide: Double) throws -> CutoutRequest {
        CutoutRequest(
            id: "g", position: try MadeTile.coordinate(ra, dec), halfSide: Angle(arcseconds: halfSide))
    }

    @Test(
        arguments: [0.0, 33, 90, 180], [0.15, 0.263, 0.396, 0.6])
    func isCentredOnTheGalaxyInCalibratedUnits(rotation: Double, pixelScale: Double) throws {
        let folder = try TemporaryDirectory()
        let place = (ra: 150.0037, dec: 20.0021)
        var tile = MadeTile(pixelScale: pixelScale, rotation: rotation, zeroPoint: 30)
        tile.width = Int(120 / pixelScale)
        tile.height = Int(100 / pixelScale)
        tile.sources = [(place.ra, place.dec, 1.5, 200)]
        let path = try tile.write("a.fits", to: folder)
        let tiles = try TileSet(files: [path])
        let cutout = try tiles.cutout(request(place.ra, place.dec, halfSide: 12), bands: ["r"], size: 64)
        #expect(!cutout.isPadded)
        #expect(abs(cutout.pixelScaleArcsec - 0.375) < 1e-12)
        let centre = centroid(cutout.values[0], size: 64)
        #expect(abs(centre.x - 31.5) < 0.02 && abs(centre.y - 31.5) < 0.02)
        let area = cutout.pixelScaleArcsec * cutout.pixelScaleArcsec
        let flux = cutout.values[0].reduce(0) { $0 + Double($1) } * area
        #expect(abs(flux / 200 - 1) < 0.002)
    }

    @Test func northIsUpAndEastIsLeft() throws {
        let folder = try TemporaryDirectory()
        for rotation in [0.0, 120] {
            var tile = MadeTile(rotation: rotation)
            let dec = 20.0
            let eastRA = 150 + 8 / 3600 / cos(dec * .pi / 180)
            tile.sources = [(150, dec, 1, 100), (eastRA, dec, 1, 50), (150, dec + 5.0 / 3600, 1, 20)]
            let tiles = try TileSet(files: [tile.write("b\(rotation).fits", to: folder)])
            let cutout = try tiles.cutout(request(150, dec, halfSide: 16), bands: ["r"], size: 64)
            func value(x: Int, y: Int) -> Double { Double(cutout.values[0][y * 64 + x]) }
            // 2 pixels an arcsecond; the centre lies between pixels 31 and 32.
            #expect(abs(value(x: 15, y: 31) / MadeTile.peak(flux: 50, sigma: 1) - 1) < 0.1)
            #expect(abs(value(x: 31, y: 21) / MadeTile.peak(flux: 20, sigma: 1) - 1) < 0.15)
            #expect(value(x: 47, y: 31) < 0.1)
        }
    }

    @Test func edgesArePaddedAndFlagged() throws {
        let folder = try TemporaryDirectory()
        let tile = MadeTile(sources: [(150, 20, 2, 100)])
        let tiles = try TileSet(files: [tile.write("c.fits", to: folder)])
        // 300 x 260 pixels of 0.3: the lower edge is 39 arcseconds south of the centre.
        let dec = 20 - 33.0 / 3600
        let cutout = try tiles.cutout(request(150, dec, halfSide: 12), bands: ["r", "r", "r"], size: 48)
        #expect(cutout.isPadded)
        #expect(abs(cutout.missingFraction - 0.25) < 0.03)
        for row in 0..<48 { #expect(cutout.isMissing[row * 48 + 10] == (row >= 36)) }
        #expect(cutout.values[0][47 * 48 + 20] == 0)
        let picture = cutout.picture(.cutouts)
        #expect(picture.width == 48 && picture.pixels[(47 * 48 + 20) * 3] == 0)
        #expect(throws: CutoutError.outside(id: "g", band: "r")) {
            try tiles.cutout(request(150, 20 - 50.0 / 3600, halfSide: 12), bands: ["r"], size: 48)
        }
        #expect(throws: CutoutError.outside(id: "g", band: "z")) {
            try tiles.cutout(request(150, 20, halfSide: 12), bands: ["z"], size: 48)
        }
        #expect(throws: CutoutError.outside(id: "g", band: "r")) {
            try tiles.cutout(request(330, -20, halfSide: 12), bands: ["r"], size: 48)
        }
    }

    @Test func neighbouringTilesContinueEachOther() throws {
        let folder = try TemporaryDirectory()
        let source = (ra: 150.0, dec: 20.0, sigma: 2.0, flux: 300.0)
        var south = MadeTile(centre: (150, 20 - 36.0 / 3600), sources: [source])
        south.zeroPoint = 30
        let north = MadeTile(centre: (150, 20 + 36.0 / 3600), rotation: 90, sources: [source])
        let whole = MadeTile(centre: (150, 20), sources: [source])
        let both = try TileSet(files: [south.write("s.fits", to: folder), north.write("n.fits", to: folder)])
        let one = try TileSet(files: [whole.write("w.fits", to: folder)])
        let wanted = try request(150, 20, halfSide: 10)
        let stitched = try both.cutout(wanted, bands: ["r"], size: 50)
        let reference = try one.cutout(wanted, bands: ["r"], size: 50)
        #expect(!stitched.isPadded)
        let largest = zip(stitched.values[0], reference.values[0]).map { abs($0 - $1) }.max() ?? 1
        #expect(largest < 0.01 * reference.values[0].max()!)
    }

    @Test func finePixelsAreAveragedNotSkipped() throws {
        // A checkerboard of single pixels, cut out with 7 tile pixels a side under each of its own.
        let folder = try TemporaryDirectory()
        var header = FITSHeader.tangentPlane(
            centre: try MadeTile.coordinate(150, 20), width: 400, height: 400, pixelScaleArcsec: 0.1)
        header.set(FITSCard("BAND", .string("r")))
        header.set(FITSCard("BUNIT", .string("nanomaggy")))
        let pixels = (0..<160_000).map { Float(($0 / 400 + $0 % 400) % 2) }
        try FITSFile.write(
            [FITSImage(width: 400, height: 400, pixels: pixels, header: header)], to: folder.file("d.fits"))
        let tiles = try TileSet(directory: folder.path)
        let cutout = try tiles.cutout(request(150, 20, halfSide: 16), bands: ["r"], size: 46)
        // Half the pixels are 1 nanomaggie: 50 a square arcsecond.
        for value in cutout.values[0] { #expect(abs(value - 50) < 3) }
    }

    @Test func blankPixelsAreDrawnFromTheirNeighbours() throws {
        let folder = try TemporaryDirectory()
        let tile = MadeTile(sources: [(150, 20, 2, 100)])
        let hole = (125..<135).flatMap { y in (145..<155).map { y * 300 + $0 } }
        let tiles = try TileSet(files: [tile.write("e.fits", to: folder, blank: hole)])
        let cutout = try tiles.cutout(request(150, 20, halfSide: 9), bands: ["r"], size: 60)
        #expect(!cutout.isPadded && cutout.flags == .blank)
        #expect(abs(cutout.maskedFraction - 100.0 / 3600) < 1e-12)
        let areFinite = cutout.values[0].allSatisfy { $0.isFinite && $0 > 0 }
        #expect(areFinite)
    }

    @Test func largeHolesAreFlagged() throws {
        let folder = try TemporaryDirectory()
        let tile = MadeTile(sources: [(150, 20, 2, 100)])
        // 40 pixels a side, of which the outer 8 are drawn from their neighbours: 24 tile pixels, 24 cutout pixels.
        let hole = (110..<150).flatMap { y in (130..<170).map { y * 300 + $0 } }
        let tiles = try TileSet(files: [tile.write("e.fits", to: folder, blank: hole)])
        let cutout = try tiles.cutout(request(150, 20, halfSide: 9), bands: ["r"], size: 60)
        #expect(cutout.isPadded && cutout.flags == [.blank, .outside])
        #expect((500...650).contains(cutout.isMissing.count { $0 }))
        let all = (0..<300 * 260).map { $0 }
        let empty = try TileSet(files: [tile.write("f.fits", to: folder, blank: all)])
        #expect(throws: CutoutError.empty(id: "g", band: "r")) {
            try empty.cutout(request(150, 20, halfSide: 9), bands: ["r"], size: 60)
        }
    }

    @Test func tilesMustSayWhatTheyAre() throws {
        let folder = try TemporaryDirectory()
        #expect(throws: InputError.self) { try TileSet(directory: folder.path) }
        #expect(throws: InputError.self) { try TileSet(directory: folder.file("no")) }
        let plain = FITSImage(width: 4, height: 4, pixels: [Float](repeating: 0, count: 16))
        try FITSFile.write([plain], to: folder.file("plain.fits"))
        #expect { try TileSet(directory: folder.path) } throws: { "\($0)".contains("FILTER") }
        var named = plain
        named.header.set(FITSCard("FILTER", .string("r")))
        try FITSFile.write([named], to: folder.file("plain.fits"))
        #expect { try TileSet(directory: folder.path) } throws: {
            "\($0)".contains("plain.fits") && "\($0)".contains("celestial")
        }
    }

    @Test(.enabled(if: SampleData.isPresent)) func legacySurveysCube() throws {
        let tiles = try TileSet(
            files: [SampleData.file("decals_fits_grz5/example_a.fits")], rules: TileRules(zeroPoint: 22.5))
        #expect(tiles.bands == ["g", "r", "z"])
        let cutout = try tiles.cutout(
            request(146.714208787, -1.04128156958, halfSide: 15), bands: ["z", "r", "g"], size: 64)
        #expect(!cutout.isPadded)
        for values in cutout.values { #expect(values[32 * 64 + 32] > 10 * abs(values[0])) }
    }
}
