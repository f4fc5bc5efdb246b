internal import Foundation
internal import Images
internal import SimulatedSky
internal import Sky
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct SimulatedSkyTests {
    /// A survey whose images have hardly any noise, with the sky's own filters.
    func noiseless(_ survey: SurveyModel) -> SurveyModel {
        var survey = survey
        survey.electronsPerNanomaggie = [1e12, 1e12, 1e12]
        survey.skyMagnitude = [40, 40, 40]
        (survey.colourMixing, survey.magnitudeOffset) = (.zero, .zero)
        return survey
    }

    /// Few galaxies far apart, all seen by both surveys.
    func lonely(_ configuration: (inout SimulatedSkyConfiguration) -> Void = { _ in }) -> SimulatedSkyConfiguration {
        var result = SimulatedSkyConfiguration(
            seed: 5, galaxies: 9, sdssOnly: 0, both: 1, desOnly: 0, spacingArcsec: 150, difficulty: .easy,
            starsPerGalaxy: 0,
            neighboursPerGalaxy: 0)
        configuration(&result)
        return result
    }

    func files(_ directory: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: directory).filter { $0.contains(".") }.sorted()
    }

    @Test func renderingKeepsTheLightAndThePlace() throws {
        let folder = try TemporaryDirectory()
        let configuration = lonely {
            $0.sdss = noiseless(.sdss)
            $0.des = noiseless(.des)
        }
        let sky = try SimulatedSky.build(configuration, in: folder.path)
        let truth = try TableFile.read(sky.truth)
        let (ra, dec) = (try truth.doubles("ra"), try truth.doubles("dec"))
        let magnitudes = try ["g", "r", "i"].map { try truth.doubles($0) }
        var measured = 0
        for directory in [sky.sdssTiles, sky.desTiles] {
            for name in try files(directory) {
                let image = try FITSImage(contentsOf: directory + "/" + name)
                let wcs = try WCS(image.header)
                let band = try #require(["g", "r", "i"].firstIndex(of: image.header.string("FILTER")))
                let zeroPoint = try #require(image.header.real("MAGZERO"))
                for row in 0..<truth.rowCount {
                    let position = try SkyCoordinate(
                        ra: Angle(degrees: ra[row]!), dec: Angle(degrees: dec[row]!))
                    let pixel = try wcs.pixel(of: position)
                    let radius = 62 / wcs.pixelScaleArcsec
                    guard pixel.x > radius, pixel.y > radius, pixel.x < Double(image.width) - radius - 1,
                        pixel.y < Double(image.height) - radius - 1
                    else { continue }
                    var (sum, x, y) = (0.0, 0.0, 0.0)
                    for j in Int(pixel.y - radius)...Int(pixel.y + radius) {
                        for i in Int(pixel.x - radius)...Int(pixel.x + radius) {
                            let value = Double(image.pixels[j * image.width + i])
                            sum += value
                            x += value * (Double(i) - pixel.x)
                            y += value * (Double(j) - pixel.y)
                        }
                    }
                    let expected = pow(10, 0.4 * (zeroPoint - magnitudes[band][row]!))
                    #expect(abs(sum / expected - 1) < 0.02, "\(name) row \(row)")
                    // Arms and knots may draw the centre of light a little off the nucleus.
                    #expect(hypot(x, y) / sum * wcs.pixelScaleArcsec < 0.8, "\(name) row \(row)")
                    measured += 1
                }
            }
        }
        #expect(measured >= 18)
    }

    @Test func sameSeedSameBytesWhateverTheThreads() throws {
        let folder = try TemporaryDirectory()
        var found: [[String: Data]] = []
        for (threads, seed) in [(1, 5), (2, 5), (2, 6)] as [(Int, UInt64)] {
            let directory = folder.file("t\(threads)s\(seed)")
            let configuration = SimulatedSkyConfiguration(
                seed: seed, galaxies: 16, sdssOnly: 0.3, both: 0.4, desOnly: 0.3, spacingArcsec: 60, threads: threads)
            _ = try SimulatedSky.build(configuration, in: directory)
            var contents: [String: Data] = [:]
            for name in try files(directory) {
                contents[name] = try Data(contentsOf: URL(filePath: directory + "/" + name))
            }
            found.append(contents)
        }
        #expect(found[0].count >= 10)
        #expect(found[0] == found[1])
        #expect(found[0].keys == found[2].keys)
        #expect(found[0].allSatisfy { found[2][$0.key] != $0.value })
    }

    @Test func earlierTilesAreReplacedAndRealOnesRefused() throws {
        let folder = try TemporaryDirectory()
        let many = lonely {
            ($0.sdss.tileWidth, $0.sdss.tileHeight) = (500, 400)
            ($0.des.tileWidth, $0.des.tileHeight) = (600, 600)
        }
        let first = try SimulatedSky.build(many, in: folder.file("sky"))
        let before = try files(first.sdssTiles)
        _ = try SimulatedSky.build(lonely { $0.galaxies = 1 }, in: folder.file("sky"))
        #expect(before.count > 3)
        #expect(try files(first.sdssTiles).count == 3)
        let real = FITSImage(width: 8, height: 8, pixels: [Float](repeating: 0, count: 64))
        let path = first.desTiles + "/real.fits"
        try FITSFile.write([real], to: path)
        #expect { try SimulatedSky.build(lonely(), in: folder.file("sky")) } throws: { "\($0)".contains("real.fits") }
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test func noiseIsTheSkysOwn() throws {
        let folder = try TemporaryDirectory()
        let configuration = lonely { $0.galaxies = 1 }
        let sky = try SimulatedSky.build(configuration, in: folder.path)
        for (directory, survey) in [(sky.sdssTiles, SurveyModel.sdss), (sky.desTiles, .des)] {
            for name in try files(directory) {
                let image = try FITSImage(contentsOf: directory + "/" + name)
                let band = try #require(["g", "r", "i"].firstIndex(of: image.header.string("FILTER")))
                // The corners are far from the only galaxy.
                let corner = (0..<200).flatMap { y in (0..<200).map { Double(image.pixels[y * image.width + $0]) } }
                let mean = corner.reduce(0, +) / 40_000
                let deviation = (corner.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 40_000).squareRoot()
                let area = survey.pixelScaleArcsec * survey.pixelScaleArcsec
                let background = pow(10, 0.4 * (22.5 - survey.skyMagnitude[band])) * area
                let unit = pow(10, 0.4 * (survey.zeroPoint - 22.5))
                let expected = (background / survey.electronsPerNanomaggie[band]).squareRoot() * unit
                #expect(abs(deviation / expected - 1) < 0.02)
                #expect(abs(mean) < 5 * expected / 200)
            }
        }
    }

    @Test func cataloguesHaveTheSurveysColumns() throws {
        let folder = try TemporaryDirectory()
        let configuration = SimulatedSkyConfiguration(
            galaxies: 60, sdssOnly: 0.4, both: 0.3, desOnly: 0.3, spacingArcsec: 45)
        let sky = try SimulatedSky.build(configuration, in: folder.path)
        let (sdss, des) = (try TableFile.read(sky.sdssCatalogue), try TableFile.read(sky.desCatalogue))
        let (votes, truth) = (try TableFile.read(sky.galaxyZoo), try TableFile.read(sky.truth))
        #expect(try truth.texts("kind").count { $0 != "artefact" && $0 != "blank" } == 60)
        for name in ["objid", "ra", "dec", "petroRad_r", "petroMag_g", "petroMag_r", "petroMag_i"] {
            #expect(sdss.column(name) != nil, "\(name)")
        }
        for name in [
            "COADD_OBJECT_ID", "TILENAME", "RA", "DEC", "KRON_RADIUS", "A_IMAGE", "B_IMAGE", "MAG_AUTO_G", "MAG_AUTO_R",
            "MAG_AUTO_I", "XWIN_IMAGE", "YWIN_IMAGE",
        ] { #expect(des.column(name) != nil, "\(name)") }
        #expect(votes.rowCount == sdss.rowCount)
        let debiased = try votes.doubles("P_CS_DEBIASED")
        let elliptical = try votes.doubles("P_EL_DEBIASED")
        let counts = try votes.doubles("NVOTE")
        for row in 0..<votes.rowCount {
            #expect((0...1).contains(debiased[row]!) && debiased[row]! + elliptical[row]! < 1.0011)
            #expect(counts[row]! >= 20)
            let position = try SkyCoordinate(
                ra: votes.texts("RA")[row], dec: votes.texts("DEC")[row])
            let other = try SkyCoordinate(
                ra: sdss.texts("ra")[row], dec: sdss.texts("dec")[row])
            #expect(position.separation(to: other).arcseconds < 0.6)
        }
        // XWIN_IMAGE counts from 1 on the tile of that name.
        let wcs = try WCS(
            FITSFile(sky.desTiles + "/" + des.texts("TILENAME")[0] + "_r.fits").header(hdu: 0))
        let place = try wcs.pixel(
            of: SkyCoordinate(
                ra: des.texts("RA")[0], dec: des.texts("DEC")[0]))
        let x = try #require(des.doubles("XWIN_IMAGE")[0])
        #expect(abs(place.x + 1 - x) < 0.6)
    }
}
