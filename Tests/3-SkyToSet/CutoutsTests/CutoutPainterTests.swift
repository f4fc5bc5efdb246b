internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import Sky
internal import Surveys
internal import Tables
internal import TestSupport
internal import Testing

/// FITS cutouts are drawn as `cutouts` draws the tiles that they are of.
@Suite struct CutoutPainterTests {
    private let folder: TemporaryDirectory
    private let drawing: CutoutDrawing
    private let gri: CutoutDrawing

    init() throws {
        folder = try TemporaryDirectory()
        var drawing = CutoutDrawing(bands: ["i", "r", "g"])
        drawing.pictureSize = 64
        self.drawing = drawing
        drawing.zeroPoint = 22.5
        drawing.stretch.range = 0.3
        gri = drawing
    }

    /// The pictures and FITS cutouts of a catalogue, from tiles of these scales.
    private func run(
        _ rows: String, scales: [Double] = [0.3, 0.3, 0.3], rotation: Double = 0, blank: [Int] = [],
        _ change: (inout CutoutSettings) -> Void = { _ in }
    ) throws -> [(picture: RGBImage, fits: String)] {
        try Directory.create(folder.file("tiles"))
        for (number, (band, flux)) in [("i", 300.0), ("r", 200), ("g", 100)].enumerated() {
            try MadeTile(
                pixelScale: scales[number], rotation: rotation, band: band,
                sources: [(150, 20, 1.5, flux), (150.004, 20.003, 1.2, flux / 2)]
            ).write("tiles/t_\(band).fits", to: folder, blank: blank)
        }
        try folder.write("catalogue.csv", "objID,ra,dec,petroRad_r\n" + rows)
        var job = CutoutJob(
            catalogue: folder.file("catalogue.csv"), tiles: folder.file("tiles"), output: folder.file("out"))
        job.settings.size = 64
        job.settings.formats = [.png, .fits]
        change(&job.settings)
        _ = try CutoutRun.perform(job)
        let table = try TableFile.read(folder.file("out/manifest.csv"))
        return try zip(table.texts("file"), table.texts("file_fits")).map {
            (try RGBImage(contentsOf: folder.file("out/\($0)")), folder.file("out/\($1)"))
        }
    }

    /// The largest difference between a picture in floats and the bytes of another, whose fractions were cut off, away from
    /// the edge by `margin` pixels.
    private func difference(_ floats: RGBFloatImage, _ image: RGBImage, margin: Int) -> Float {
        var worst: Float = 0
        for y in margin..<image.height - margin {
            for index in (y * image.width + margin) * 3..<(y * image.width + image.width - margin) * 3 {
                let rest = floats.pixels[index] - Float(image.pixels[index])
                worst = max(worst, rest < 0 ? -rest : max(0, rest - 1))
            }
        }
        return worst
    }

    @Test(arguments: [StretchChoice.Kind.lupton, .linear, .paper])
    func thePictureIsThatOfTheTiles(_ kind: StretchChoice.Kind) throws {
        var drawing = drawing
        drawing.stretch.kind = kind
        // The third lies at the tile's edge.
        let made = try run("1,150,20,4\n2,150.004,20.003,3\n3,150.013,20,4\n") {
            $0.stretch = drawing.stretch.colours
        }
        #expect(made.count == 3)
        for (number, (picture, fits)) in made.enumerated() {
            let drawn = try CutoutPainter(drawing).picture(fits)
            // The paper's sky is that of all pixels, those at the edge too.
            #expect(difference(drawn, picture, margin: 3) <= (kind == .paper ? 2 : 0.01), "\(number)")
            #expect(difference(drawn, picture, margin: 0) <= 16, "\(number)")
            #expect(picture.isBlack || drawn.pixels.contains { $0 != $0.rounded() }, "nothing is rounded")
        }
        // Padding is black in both.
        let padded = try CutoutPainter(drawing).picture(made[2].fits)
        #expect(made[2].picture.pixels[..<3].allSatisfy { $0 == 0 } && padded.pixels[..<3].allSatisfy { $0 == 0 })
    }

    @Test func bandsInPixelsOfTheirOwnAndHoles() throws {
        // A hole of one pixel is filled, one of 20 x 20 is not.
        let hole = (0..<400).map { (150 + $0 / 20) * 300 + 160 + $0 % 20 }
        for scales in [[0.3, 0.3, 0.3], [0.25, 0.3, 0.36]] {
            let folder = try CutoutPainterTests()
            let made = try folder.run("1,150,20,4\n", scales: scales, blank: hole + [130 * 300 + 150])
            let drawn = try CutoutPainter(drawing).picture(made[0].fits)
            #expect(difference(drawn, made[0].picture, margin: 3) <= 0.01)
        }
    }

    @Test func oneBandIsGreyAndATurnedTileLosesItsCorners() throws {
        let made = try run("1,150,20,4\n", rotation: 30) { $0.bands = ["r"] }
        var drawing = CutoutDrawing(bands: ["r"])
        drawing.pictureSize = 64
        let drawn = try CutoutPainter(drawing).picture(made[0].fits)
        #expect(drawn.pixels[..<3].allSatisfy { $0 == 0 })
        #expect(difference(drawn, made[0].picture, margin: 16) <= 0.01)
        #expect(stride(from: 0, to: drawn.pixels.count, by: 3).allSatisfy { drawn.pixels[$0] == drawn.pixels[$0 + 1] })
    }

    @Test func compressedFilesAreTheSamePicture() throws {
        let fits = try run("1,150,20,4\n")[0].fits
        let picture = try CutoutPainter(drawing).picture(fits)
        let plain = try folder.write("plain.fits", Data(FilePiece(fits).read()))
        #expect(try CutoutPainter(drawing).picture(plain) == picture)
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/usr/bin/gzip")
        gzip.arguments = ["-k", plain]
        try gzip.run()
        gzip.waitUntilExit()
        #expect(try CutoutPainter(drawing).picture(plain + ".gz") == picture)
    }

    @Test func aFileABand() throws {
        for (band, flux) in [("i", 300.0), ("r", 200), ("g", 100)] {
            try Directory.create(folder.file(band))
            let tile = MadeTile(width: 60, height: 60, band: band, sources: [(150, 20, 1.5, flux)])
            try tile.write("ngc1_\(band).fits", to: folder)
            var image = try FITSImage(contentsOf: folder.file("ngc1_\(band).fits"))
            image.header.cards.removeAll { $0.keyword == "FILTER" }
            try FITSFile.write([image], to: folder.file("\(band)/ngc1.fits"))
        }
        let painter = CutoutPainter(drawing)
        let picture = try painter.picture(folder.file("ngc1_{band}.fits"))
        #expect(try painter.picture(folder.file("{band}/ngc1.fits")) == picture)
        let tiles = try TileSet(files: ["i", "r", "g"].map { folder.file("ngc1_\($0).fits") })
        let request = CutoutRequest(id: "1", position: try MadeTile.coordinate(150, 20), halfSide: Angle(arcseconds: 9))
        let expected = try tiles.cutout(request, size: 64).picture(.cutouts)
        #expect(difference(picture, expected, margin: 3) <= 1)
        try FileManager.default.removeItem(atPath: folder.file("ngc1_g.fits"))
        #expect { try painter.picture(folder.file("ngc1_{band}.fits")) } throws: { "\($0)".contains("ngc1_g.fits") }
    }

    @Test func whatCannotBeDrawnIsTold() throws {
        let fits = try run("1,150,20,4\n")[0].fits
        let bytes = try FilePiece(fits).read()
        func reason(_ name: String, _ drawing: CutoutDrawing? = nil) -> String {
            do {
                _ = try CutoutPainter(drawing ?? self.drawing).picture(name)
                return "drawn"
            } catch {
                return error.reason
            }
        }
        var others = drawing
        others.bands = ["z", "r", "g"]
        #expect(reason(fits, others).contains("has the bands g, i, r, but not z"))
        #expect(reason(try folder.write("cut.fits", Data(bytes.dropLast(20_000)))).contains("cut off"))
        #expect(reason(try folder.write("head.fits", Data(bytes.prefix(2000)))).contains("cut off"))
        #expect(reason(folder.file("none.fits")).contains("none.fits") || reason("x").contains("could not open"))
        var image = try FITSImage(contentsOf: folder.file("tiles/t_i.fits"))
        image.pixels = [Float](repeating: .nan, count: image.pixels.count)
        try FITSFile.write([image], to: folder.file("nan.fits"))
        var grey = CutoutDrawing(bands: ["i"])
        #expect(reason(folder.file("nan.fits"), grey) == "has no pixel with data in band i")
        image.header.cards.removeAll { $0.keyword == "MAGZERO" }
        try FITSFile.write([image], to: folder.file("unit.fits"))
        #expect(reason(folder.file("unit.fits"), grey).contains("zero_point in a recipe's [input]"))
        grey.zeroPoint = 25
        #expect(reason(folder.file("unit.fits"), grey) == "has no pixel with data in band i")
        let small = FITSImage(
            width: 5, height: 40, pixels: [Float](repeating: 1, count: 200), header: image.header)
        try FITSFile.write([small], to: folder.file("small.fits"))
        #expect(reason(folder.file("small.fits"), grey).contains("too small: 5 x 40 px"))
        let wide = FITSImage(
            width: 5000, height: 8, pixels: [Float](repeating: 1, count: 40_000), header: image.header)
        try FITSFile.write([wide], to: folder.file("wide.fits"))
        #expect(reason(folder.file("wide.fits"), grey).contains("too large: 5000 x 8 px"))
        image.header.set(FITSCard("SIZE_CUT", .real(1000)))
        try FITSFile.write([image], to: folder.file("field.fits"))
        #expect(reason(folder.file("field.fits"), grey).contains("does not fit"))
    }

    @Test(.enabled(if: SampleData.isPresent, Comment(rawValue: SampleData.absence)))
    func realCutoutsOfOthers() throws {
        var legacy = gri
        legacy.bands = ["z", "r", "g"]
        for name in ["a", "b", "c", "d", "e"] {
            let picture = try CutoutPainter(legacy).picture(
                SampleData.file("decals_fits_grz5/example_\(name).fits"))
            #expect(picture.pixels[(32 * 64 + 32) * 3] > 60 && picture.cut.whiteFraction < 0.2)
        }
        let picture = try CutoutPainter(gri).picture(
            SampleData.file("sdss_fits_gri_efigi15/img-{band}/PGC0000212_{band}.fits"))
        #expect(picture.pixels[(32 * 64 + 32) * 3] > 60 && picture.cut.whiteFraction < 0.2)
    }
}
