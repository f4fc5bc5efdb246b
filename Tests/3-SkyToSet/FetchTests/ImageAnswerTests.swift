import Cutouts
import Fetch
import Files
import Foundation
import HTTP
import Images
import Surveys
import Tables
import TestSupport
import Testing

/// FITS images as services send them, sound and unsound.
@Suite struct ImageAnswerTests {
    @Test func `where the survey has not been there are zeros`() throws {
        // The first galaxy lies off the covered half, the second in it.
        let (summary, directory, _) = try ServiceAnswerTests.run(.legacy, galaxies: 2) { request, _ in
            let side = Int(request.query["size"] ?? "") ?? 0
            let (isFirst, centre) = (request.query["ra"] == "10", Double(request.query["ra"] ?? "") ?? 0)
            var image = FITSBytes.image(
                bands: ["g", "r", "z"], width: side, height: side, scaleArcsec: 0.262, centre: (centre, -20.5))
            // The last rows of the last band.
            let empty = side * (isFirst ? side * 3 / 4 : side / 4) * 4
            let end = 2880 + 3 * side * side * 4
            image.replaceSubrange((end - empty)..<end, with: Data(count: empty))
            return .init(fields: ["Content-Type": "image/fits"], body: image)
        }
        #expect(summary.fetched == 1 && summary.failed == 1)
        #expect(
            try ServiceAnswerTests.reason(directory) == "the image is empty: the survey does not cover this position")
        let manifest = try TableFile.read(directory.file("out/manifest.csv"))
        let missing = try #require(try manifest.doubles("missing_fraction")[0])
        #expect(abs(missing - 0.2) < 0.06, "\(missing)")
        #expect(try manifest.texts("flags") == ["padded"])
    }

    /// Headers can say anything: no memory is taken for them, and no number is too large to be told.
    @Test(arguments: [
        ("NAXIS1", "1000000000", "the image has 1000000000 x 83 pixels"),
        ("CRPIX1", "1.0E300", "the galaxy lies more than a million pixels from its middle"),
        ("CRVAL1", "12.0", "the image shows another place"), ("CTYPE1", "'RA---XYZ'", "the image does not say where"),
    ])
    func `a header that says nonsense is a failure`(_ keyword: String, _ value: String, _ reason: String) throws {
        let (summary, directory, _) = try ServiceAnswerTests.run(.legacy) { request, _ in
            let side = Int(request.query["size"] ?? "") ?? 0
            var image = FITSBytes.image(
                bands: ["g", "r", "z"], width: side, height: side, scaleArcsec: 0.262, centre: (10, -20.5))
            let name = keyword.padding(toLength: 8, withPad: " ", startingAt: 0) + "="
            let start = image.range(of: Data(name.utf8))?.lowerBound ?? 0
            let card = (name + " " + value).padding(toLength: 80, withPad: " ", startingAt: 0)
            image.replaceSubrange(start..<(start + 80), with: Data(card.utf8))
            return .init(fields: ["Content-Type": "image/fits"], body: image)
        }
        #expect(summary.failed == 1 && summary.failedForNow == 0)
        let said = try ServiceAnswerTests.reason(directory)
        #expect(said.contains(reason), "\(said)")
    }

    @Test func `an image of another size is refused`() throws {
        let (summary, directory, _) = try ServiceAnswerTests.run(.legacy) { request, _ in
            let side = (Int(request.query["size"] ?? "") ?? 0) / 3
            return .init(
                fields: ["Content-Type": "image/fits"],
                body: FITSBytes.image(
                    bands: ["g", "r", "z"], width: side, height: side, scaleArcsec: 0.262, centre: (10, -20.5)))
        }
        #expect(summary.failed == 1)
        #expect(
            try ServiceAnswerTests.reason(directory)
                == "the image is smaller than the 83 x 83 pixels that were asked for")
    }

    @Test func `a layer's other bands do no harm`() throws {
        let (summary, _, _) = try ServiceAnswerTests.run(.legacy) { request, _ in
            #expect(request.query["bands"] == "grz")
            return .init(
                fields: ["Content-Type": "image/fits"],
                body: FITSBytes.image(
                    bands: ["g", "r", "i", "z"], width: 83, height: 83, scaleArcsec: 0.262, centre: (10, -20.5)))
        }
        #expect(summary.fetched == 1)
    }

    /// A cube of grz with one value everywhere, 0.2, of one byte a pixel.
    static func plain(side: Int, scaleArcsec: Double) -> Data {
        let scale = scaleArcsec / 3600
        let cards: [(String, String)] = [
            ("SIMPLE", "T"), ("BITPIX", "8"), ("NAXIS", "3"), ("NAXIS1", "\(side)"), ("NAXIS2", "\(side)"),
            ("NAXIS3", "3"), ("BSCALE", "0.02"), ("CTYPE1", "'RA---TAN'"), ("CTYPE2", "'DEC--TAN'"),
            ("CRVAL1", "10.0"), ("CRVAL2", "-20.5"), ("CRPIX1", "\(Double(side + 1) / 2)"),
            ("CRPIX2", "\(Double(side + 1) / 2)"), ("CD1_1", "\(-scale)"), ("CD2_2", "\(scale)"), ("BAND0", "'g'"),
            ("BAND1", "'r'"), ("BAND2", "'z'"),
        ]
        var head = cards.map { $0.padding(toLength: 8, withPad: " ", startingAt: 0) + "= " + $1 }
            .map { $0.padding(toLength: 80, withPad: " ", startingAt: 0) }.joined()
        head += "END"
        var data = Data(head.padding(toLength: 2880, withPad: " ", startingAt: 0).utf8)
        data.append(Data(repeating: 10, count: 3 * side * side))
        data.append(Data(count: (2880 - data.count % 2880) % 2880))
        return data
    }

    /// The viewer's larger pixels hold means, not sums: the picture of a galaxy is as bright on a coarse grid.
    @Test func `images on a coarse grid are as bright`() throws {
        let grids: [(native: Double, magnitude: Double)] = [(0.262, 22.5), (0.524, 22.5 - 5 * log10(2.0))]
        let pictures = try grids.map { grid in
            let change: (inout FetchRequest) -> Void = {
                $0.survey.size = .fixed(arcsec: 785)
                $0.survey.pixelScaleArcsec = grid.native
                $0.survey.zeroPoint = grid.magnitude
                $0.size = 512
            }
            let (_, directory, _) = try ServiceAnswerTests.run(.legacy, change: change) { request, _ in
                let side = Int(request.query["size"] ?? "") ?? 0
                let scale = Double(request.query["pixscale"] ?? "") ?? 0
                return .init(fields: ["Content-Type": "image/fits"], body: Self.plain(side: side, scaleArcsec: scale))
            }
            let file = try TableFile.read(directory.file("out/manifest.csv")).texts("file")[0]
            return try RGBImage(contentsOf: directory.file("out/" + file))
        }
        let middle = (256 * 512 + 256) * 3
        let (left, right) = (Int(pictures[0].pixels[middle]), Int(pictures[1].pixels[middle]))
        #expect(left > 40 && abs(left - right) <= 3, "\(left) \(right)")
    }

    static func gzipped(_ data: Data) -> Data {
        let file = FileManager.default.temporaryDirectory.appending(path: "tuningfork-\(UUID().uuidString)")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = [file.path]
        do {
            try data.write(to: file)
            try process.run()
            process.waitUntilExit()
            defer { try? FileManager.default.removeItem(at: file.appendingPathExtension("gz")) }
            return try Data(contentsOf: file.appendingPathExtension("gz"))
        } catch {
            Issue.record(error)
            return Data()
        }
    }

    @Test func `a small answer that holds too much is not unpacked`() throws {
        let bomb = Self.gzipped(Data(count: 4_000_000))
        #expect(bomb.count < 10_000)
        let small: (inout FetchRequest) -> Void = { $0.http.maximumBytes = 1_000_000 }
        let (summary, directory, requests) = try ServiceAnswerTests.run(.legacy, change: small) { _, _ in
            .init(fields: ["Content-Type": "image/fits"], body: bomb)
        }
        #expect(summary.failed == 1 && summary.failedForNow == 0 && requests.count == 1)
        #expect(try ServiceAnswerTests.reason(directory) == "the answer holds more than 1000000 bytes")
    }

    /// An address that libcurl refuses ends one galaxy, not the run.
    @Test func `an address of the archive that cannot be one is a failure`() throws {
        let (summary, directory, _) = try ServiceAnswerTests.run(.des, galaxies: 2) { request, address in
            let band = request.query["band"] ?? ""
            guard request.name != "/cutout" else {
                return .init(
                    body: FITSBytes.image(
                        bands: [band], width: 83, height: 83, scaleArcsec: 0.263, centre: (11, -20.5),
                        cards: ["MAGZERO =                 30.0"]))
            }
            guard (request.query["POS"] ?? "").hasPrefix("11,") else {
                return ServiceAnswerTests.table([("\(address)/" + String(repeating: "a", count: 8_000_001), "i", 900)])
            }
            return ServiceAnswerTests.table(["g", "r", "i"].map { ("\(address)/cutout?band=\($0)", $0, 900) })
        }
        #expect(summary.fetched == 1 && summary.failed == 1)
        #expect(try ServiceAnswerTests.reason(directory).hasPrefix("the archive's table names an address that is none"))
    }

    /// What DES's own cutouts and the archive's files look like: RICE-compressed, or gzipped, several units.
    @Test(arguments: [false, true]) func `compressed images with mask and weight`(_ isGzipped: Bool) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "CutoutsTests/Goldens/des")
        let tile = try Data(contentsOf: folder.appending(path: "DES0248-5842_r.fits.fz"))
        let plain = ServiceAnswerTests.image(band: "r")
        let change: (inout FetchRequest) -> Void = { request in
            request.survey.size = .fixed(arcsec: isGzipped ? 10 : 5)
            guard !isGzipped else { return }
            let row = "id,ra,dec\ng0,42.2851217,-58.5513925\n"
            try? Data(row.utf8).write(to: URL(filePath: request.catalogue))
        }
        let (summary, directory, _) = try ServiceAnswerTests.run(.des, change: change) { request, address in
            guard request.name == "/cutout" else {
                return ServiceAnswerTests.table(["g", "r", "i"].map { ("\(address)/cutout?band=\($0)", $0, 900) })
            }
            let band = request.query["band"] ?? ""
            var body = isGzipped ? plain : tile
            for card in ["'r DECam SDSS c0002", "'r DECam SDSS'"] {
                let other = card.replacing("'r", with: "'\(band)")
                if let range = body.range(of: Data(card.utf8)) { body.replaceSubrange(range, with: Data(other.utf8)) }
            }
            if isGzipped {
                body = Self.gzipped(body)
            }
            return .init(fields: ["Content-Type": "image/fits"], body: body)
        }
        #expect(summary.fetched == 1, "\(summary.reasons)")
        if !isGzipped {
            #expect(try TableFile.read(directory.file("out/manifest.csv")).texts("flags")[0].contains("masked"))
        }
    }
}
