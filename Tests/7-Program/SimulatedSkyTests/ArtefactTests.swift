internal import Foundation
internal import Images
internal import SimulatedSky
internal import Sky
internal import Tables
internal import TestSupport
internal import Testing

/// What is amiss in the images of a hard sky, in their pixels.
@Suite struct ArtefactTests {
    /// The tiles of a survey, band by band, with the truth.
    struct Survey {
        let truth: Table
        let images: [FITSImage]
        let name: String

        init(_ sky: SimulatedSky.Paths, _ name: String) throws {
            truth = try TableFile.read(sky.truth, text: ["objid", "COADD_OBJECT_ID"])
            let folder = name == "sdss" ? sky.sdssTiles : sky.desTiles
            images = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".fits") }
                .sorted()
                .map { try FITSImage(contentsOf: folder + "/" + $0) }
            self.name = name
        }

        /// Squares of pixels around the listed rows of the truth that `isWanted` names, in all bands; whole ones only.
        func squares(radius: Int, where isWanted: (Int) throws -> Bool) throws -> [[Float]] {
            let (ra, dec, isListed) = (
                try truth.doubles("ra"), try truth.doubles("dec"), try truth.texts("in_\(name)")
            )
            var result: [[Float]] = []
            for row in 0..<truth.rowCount where try isListed[row] == "1" && isWanted(row) {
                let position = try SkyCoordinate(
                    ra: Angle(degrees: #require(ra[row])), dec: Angle(degrees: #require(dec[row])))
                for image in images {
                    guard let pixel = try? WCS(image.header).pixel(of: position) else { continue }
                    let (x, y) = (Int(pixel.x.rounded()), Int(pixel.y.rounded()))
                    guard x >= radius, y >= radius, x < image.width - radius, y < image.height - radius else {
                        continue
                    }
                    result.append(
                        ((y - radius)...(y + radius)).flatMap { j in
                            ((x - radius)...(x + radius)).map { image.pixels[j * image.width + $0] }
                        })
                }
            }
            return result
        }
    }

    /// One small sky with many faults, and few galaxies to hide them.
    static let made = Result {
        var difficulty = SkyDifficulty.hard
        difficulty.artefacts.trailsPerMegapixel = 16
        difficulty.artefacts.badColumnsPerMegapixel = 16
        difficulty.artefacts.blanksPerMegapixel = 120
        difficulty.artefacts.brightStars = 1
        difficulty.artefacts.gaps = 0
        var sdss = SurveyModel.sdss
        (sdss.tileWidth, sdss.tileHeight) = (520, 520)
        let folder = try TemporaryDirectory()
        let sky = try SimulatedSky.build(
            SimulatedSkyConfiguration(
                seed: 8, galaxies: 9, sdssOnly: 1, both: 0, desOnly: 0, spacingArcsec: 66, difficulty: difficulty,
                starsPerGalaxy: 0, neighboursPerGalaxy: 0, sdss: sdss), in: folder.path)
        return try Survey(sky, "sdss")
    }

    /// Standard deviations of the sky's noise in the brightest and the faintest pixel of any band, one a square.
    static func peaks(_ survey: Survey, _ artefact: String) throws -> [Double] {
        let (kinds, names) = (try survey.truth.texts("kind"), try survey.truth.texts("artefact_sdss"))
        let squares = try survey.squares(radius: 4) { row in
            artefact == "" ? kinds[row] == "blank" : kinds[row] == "artefact" && names[row] == artefact
        }
        let area = 0.396 * 0.396
        // Of r: the noise of the other bands is 0.6 to 1.5 times as large.
        let noise = (pow(10, 0.4 * (22.5 - 20.9)) * area / 900).squareRoot()
        return squares.map { square in
            Double(square.map(abs).max() ?? 0) / noise
        }
    }

    @Test(arguments: ["trail", "bad_column", "spike"]) func faultsShowWhereTheyAreListed(artefact: String) throws {
        let survey = try Self.made.get()
        let peaks = try Self.peaks(survey, artefact)
        #expect(peaks.count >= 3)
        // A trail or a column lies in one band of three, a red star's spike is faint in g.
        let least = 0.3
        let bright = Double(peaks.count { $0 > 7 })
        #expect(bright >= least * Double(peaks.count), "\(artefact): \(bright) of \(peaks.count)")
    }

    @Test func blanksAreNothingButNoise() throws {
        let survey = try Self.made.get()
        let peaks = try Self.peaks(survey, "")
        #expect(peaks.count >= 9)
        // 81 pixels within 4.6 sigma, of the i band's noise, 1.7 times r's.
        #expect(peaks.allSatisfy { $0 < 4.6 * 1.7 }, "\(peaks.max() ?? 0)")
    }

    @Test func gapsHaveNoDataAndTheirNeighboursAreAtTheEdge() throws {
        var difficulty = SkyDifficulty.hard
        difficulty.artefacts.gaps = 1
        let folder = try TemporaryDirectory()
        var sdss = SurveyModel.sdss
        (sdss.tileWidth, sdss.tileHeight) = (520, 520)
        let sky = try SimulatedSky.build(
            SimulatedSkyConfiguration(
                seed: 9, galaxies: 60, sdssOnly: 1, both: 0, desOnly: 0, spacingArcsec: 25, difficulty: difficulty,
                sdss: sdss), in: folder.path)
        let survey = try Survey(sky, "sdss")
        for image in survey.images {
            let empty = (0..<image.width).filter { x in
                (0..<image.height).allSatisfy { image.pixels[$0 * image.width + x] == 0 }
            }
            #expect(empty.count == Int(45 / 0.396) && empty.last! - empty.first! == empty.count - 1)
        }
        let edges = try survey.truth.texts("edge_sdss")
        let radii = try survey.truth.doubles("petrosian_radius_arcsec")
        // Of a galaxy at the edge some pixel within 2.2 measured radii is empty, or outside of all tiles.
        let squares = try survey.squares(radius: 3) { edges[$0] == "1" && radii[$0] ?? 0 > 0 }
        let isAtEdge = edges.count { $0 == "1" }
        #expect(isAtEdge >= 3)
        // None is listed whose middle is empty.
        #expect(squares.allSatisfy { square in square[square.count / 2] != 0 })
    }

    /// A stranger's light lies over blends, and the magnitudes of the truth do not count it.
    @Test func blendsHaveAStrangersLight() throws {
        var difficulty = SkyDifficulty.easy
        difficulty.blends = 1
        let folder = try TemporaryDirectory()
        var sdss = SurveyModel.sdss
        sdss.electronsPerNanomaggie = [1e12, 1e12, 1e12]
        sdss.skyMagnitude = [40, 40, 40]
        (sdss.tileWidth, sdss.tileHeight) = (600, 600)
        let sky = try SimulatedSky.build(
            SimulatedSkyConfiguration(
                seed: 5, galaxies: 1, sdssOnly: 1, both: 0, desOnly: 0, spacingArcsec: 150, difficulty: difficulty,
                starsPerGalaxy: 0, neighboursPerGalaxy: 0, sdss: sdss), in: folder.path)
        let truth = try TableFile.read(sky.truth)
        #expect(try truth.texts("blend") == ["1"])
        let image = try #require(
            Survey(sky, "sdss").images.first { $0.header.string("FILTER") == "r" })
        let light = image.pixels.reduce(0.0) { $0 + Double($1) }
        let own = try pow(10, 0.4 * (22.5 - #require(truth.doubles("r")[0])))
        #expect(light > 1.2 * own && light < 2.1 * own)
    }

    /// Seeing, exposure and filters do to a star's image what they say.
    @Test func conditionsChangeTheImages() throws {
        var difficulty = SkyDifficulty.easy
        difficulty.shares = [.star: 1]
        var quiet = SurveyModel.sdss
        quiet.electronsPerNanomaggie = [1e12, 1e12, 1e12]
        quiet.skyMagnitude = [40, 40, 40]
        var offset = quiet
        offset.magnitudeOffset = [0, 0.5, 0]
        /// The r image of one star, on which the survey lays its own hand.
        func picture(_ survey: SurveyModel) throws -> [Double] {
            var survey = survey
            (survey.tileWidth, survey.tileHeight) = (400, 400)
            let folder = try TemporaryDirectory()
            let sky = try SimulatedSky.build(
                SimulatedSkyConfiguration(
                    seed: 5, galaxies: 1, sdssOnly: 1, both: 0, desOnly: 0, spacingArcsec: 150,
                    difficulty: difficulty, starsPerGalaxy: 0, neighboursPerGalaxy: 0, sdss: survey),
                in: folder.path)
            let image = try #require(
                Survey(sky, "sdss").images.first { $0.header.string("FILTER") == "r" })
            return image.pixels.map(Double.init)
        }
        let (sharp, soft, dim) = (
            try picture(quiet), try picture(quiet.with(seeing: 2)), try picture(offset)
        )
        let light = [sharp, soft, dim].map { $0.reduce(0, +) }
        #expect(abs(light[1] / light[0] - 1) < 0.02)
        #expect(abs(light[2] / light[0] - pow(10, -0.2)) < 1e-3)
        // Twice the width is a quarter of the brightness; a pixel is not small against the width.
        let ratio = try #require(soft.max()) / #require(sharp.max())
        #expect(abs(ratio - 0.25) < 0.05, "\(ratio)")
        func noise(_ pixels: [Double]) -> Double {
            let corner = (0..<100).flatMap { y in (0..<100).map { pixels[y * 400 + $0] } }
            return (corner.reduce(0) { $0 + $1 * $1 } / 10_000).squareRoot()
        }
        let deeper = try noise(picture(SurveyModel.sdss.with(exposure: 4))) / noise(picture(.sdss))
        #expect(abs(deeper - 0.5) < 0.02, "\(deeper)")
    }
}
