internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import Sky
internal import Surveys
internal import Tables
internal import TestSupport
internal import Testing

/// A tile of three units as DES publishes them, against astropy's `Cutout2D`.
@Suite struct DESTileTests {
    private static let tile =
        URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/des/DES0248-5842_r.fits.fz"

    private struct Expected: Decodable {
        let ra, dec, scale: Double
        let size: Int
        let pixels: [Float?]
        let at: [[Double]]
        let cornerRA, cornerDec: [Double]

        private enum CodingKeys: String, CodingKey {
            case ra, dec, scale, size, pixels, at
            case cornerRA = "corner_ra"
            case cornerDec = "corner_dec"
        }
    }

    private static func expected() throws -> [Expected] {
        let path = URL(filePath: tile).deletingLastPathComponent().path + "/expected.json"
        return try JSONDecoder().decode([Expected].self, from: Data(contentsOf: URL(filePath: path)))
    }

    private func job(_ folder: TemporaryDirectory, tiles: String? = nil) -> CutoutJob {
        var job = CutoutJob(
            catalogue: folder.file("catalogue.csv"), tiles: tiles ?? folder.file("tiles"), output: folder.file("out"),
            survey: .des)
        job.settings.bands = ["r"]
        job.settings.formats = [.fits]
        return job
    }

    private func tiles(_ folder: TemporaryDirectory, _ data: Data? = nil) throws {
        try Directory.create(folder.file("tiles"))
        let content = try data ?? Data(contentsOf: URL(filePath: Self.tile))
        try folder.write("tiles/DES0248-5842_r.fits.fz", content)
    }

    @Test func pixelsAndWCSAreThoseOfCutout2D() throws {
        for expected in try Self.expected() {
            let folder = try TemporaryDirectory()
            try tiles(folder)
            try folder.write("catalogue.csv", "id,ra,dec\n1,\(expected.ra),\(expected.dec)\n")
            var job = job(folder)
            job.settings.field = .side(arcsec: Double(expected.size) * expected.scale)
            #expect(try CutoutRun.perform(job).cutouts == 1)
            let bytes = try #require(try CutoutStore(directory: job.output).bytes(named: "1.fits"))
            let file = try FITSFile(folder.write("cutout.fits", Data(bytes)))
            let image = try file.image()
            #expect(image.width == expected.size && image.height == expected.size)
            for (value, wanted) in zip(image.pixels, expected.pixels) {
                #expect(value == wanted ?? 0 || (value.isNaN && wanted == nil), "\(value) \(wanted ?? -1)")
            }
            let wcs = try WCS(image.header)
            for (index, place) in expected.at.enumerated() {
                let pixel = try wcs.pixel(
                    of: MadeTile.coordinate(expected.cornerRA[index], expected.cornerDec[index]))
                #expect(abs(pixel.x - place[0]) < 0.01 && abs(pixel.y - place[1]) < 0.01)
            }
        }
    }

    @Test func masksSaturationAndWeightsAreHeeded() throws {
        let expected = try Self.expected()[0]
        let tiles = try TileSet(files: [Self.tile])
        let request = CutoutRequest(
            id: "1", position: try MadeTile.coordinate(expected.ra, expected.dec),
            halfSide: Angle(arcseconds: 12 * expected.scale))
        let cutout = try tiles.cutout(request, bands: ["r"], size: 24)
        #expect(cutout.flags == [.masked, .saturated, .noWeight] && !cutout.isPadded)
        // A row of 20 pixels, 6 saturated ones, a column of 24 that crosses the row.
        #expect(abs(cutout.maskedFraction - Double(20 + 6 + 24 - 1) / 576) < 1e-9)
        // Nothing of the saturated pixels' 30000 is left.
        let scale = Float(power(0.4 * (22.5 - 30)) / (expected.scale * expected.scale))
        #expect(cutout.values[0].max()! < 1200 * scale)
        // Bit 30 of the mask is not asked for: the rows 90 to 95 stay.
        let only = try TileSet(files: [Self.tile], rules: TileRules(maskBits: 2))
        let low = CutoutRequest(
            id: "1", position: try WCS(FITSFile(Self.tile).header(hdu: 1)).position(of: WCS.Pixel(x: 100, y: 92)),
            halfSide: Angle(arcseconds: 2))
        #expect(try only.cutout(low, bands: ["r"], size: 16).flags == [])
        #expect(try tiles.cutout(low, bands: ["r"], size: 16).flags == .masked)
    }

    @Test func damagedRowsConcernOnlyTheGalaxiesOnThem() throws {
        let folder = try TemporaryDirectory()
        var data = try Data(contentsOf: URL(filePath: Self.tile))
        // The compressed rows of SCI follow on its descriptors; the last third of them is spoilt.
        let units = try FITSFile(Self.tile)
        #expect(units.count == 4)
        let start = 20_000
        for index in start..<start + 1500 { data[data.startIndex + index] = 0xFF }
        try tiles(folder, data)
        let wcs = try WCS(units.header(hdu: 1))
        var rows = "id,ra,dec\n"
        for (id, y) in [("low", 15.0), ("mid", 60), ("top", 118)] {
            let place = try wcs.position(of: WCS.Pixel(x: 70, y: y))
            rows += "\(id),\(place.ra.degrees),\(place.dec.degrees)\n"
        }
        try folder.write("catalogue.csv", rows)
        var job = job(folder)
        job.settings.field = .side(arcsec: 3)
        // Without a look at the sums of the data.
        job.checksums = .none
        let summary = try CutoutRun.perform(job)
        #expect(summary.cutouts >= 1 && summary.failures >= 1, "\(summary)")
        let failures = try TableFile.read(summary.failureList)
        #expect(
            try failures.texts("reason").allSatisfy { $0.contains("DES0248-5842_r.fits.fz, HDU 1: pixels of the rows") }
        )
    }

    @Test func tilesWithoutWCSAreNamed() throws {
        let folder = try TemporaryDirectory()
        try Directory.create(folder.file("tiles"))
        let header = FITSHeader([FITSCard("BAND", .string("r")), FITSCard("MAGZERO", .real(30))])
        let image = FITSImage(width: 9, height: 9, pixels: [Float](repeating: 1, count: 81), header: header)
        try FITSFile.write([image], to: folder.file("tiles/bare.fits"))
        try folder.write("catalogue.csv", "id,ra,dec\n1,42,-58\n")
        var job = job(folder)
        job.settings.field = .side(arcsec: 3)
        #expect { try CutoutRun.perform(job) } throws: { error in
            "\(error)".contains("bare.fits: the header gives no pair of celestial axes")
                || "\(error)".contains("bare.fits: the header has no world coordinate system")
        }
    }

    private func power(_ exponent: Double) -> Double { pow(10, exponent) }
}
