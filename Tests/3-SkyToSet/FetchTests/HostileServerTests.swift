import Cutouts
import Fetch
import Files
import Foundation
import HTTP
import Images
import Process
import Surveys
import Synchronization
import Tables
import TestSupport
import Testing

/// Whatever the server does, every galaxy ends with a right cutout or in the table of failures.
@Suite(.serialized) struct HostileServerTests {
    static let pictureMoods = SurveyServer.Mood.allCases.filter { ![.elsewhere, .nowhere].contains($0) }

    /// `count` galaxies, of which most have no trouble.
    static func moods(_ count: Int, from moods: [SurveyServer.Mood]) -> [SurveyServer.Mood] {
        (0..<count).map { $0 % 3 == 0 ? moods[$0 / 3 % moods.count] : .right }
    }

    /// Looks at the tables, and gives the picture of each galaxy that has one.
    static func check(_ sky: FetchSky, _ summary: FetchSummary) throws -> [Int: String] {
        let manifest = try TableFile.read(sky.output + "/manifest.csv", text: ["id"])
        let failures = try TableFile.read(sky.output + "/failures.csv", text: ["id"])
        let right = try manifest.texts("id").map { Int($0) ?? -1 }
        let wrong = try failures.texts("id").map { Int($0) ?? -1 }
        #expect(right == sky.moods.indices.filter { sky.moods[$0].isRight })
        #expect(wrong == sky.moods.indices.filter { !sky.moods[$0].isRight })
        #expect(summary.fetched == right.count && summary.failed == wrong.count)
        #expect(summary.galaxies == sky.moods.count)
        #expect(try manifest.texts("note") == right.map { "n\($0)" })
        #expect(try manifest.texts("id").allSatisfy { $0.hasPrefix("00") })
        #expect(try !failures.texts("reason").contains(""))
        #expect(try !FileManager.default.contentsOfDirectory(atPath: sky.output).contains(".unfinished"))
        return Dictionary(uniqueKeysWithValues: zip(right, try manifest.texts("file")))
    }

    @Test(arguments: [Survey.sdss, Survey.legacy]) func `pictures`(_ survey: Survey) throws {
        let sky = try FetchSky(survey, moods: Self.moods(240, from: Self.pictureMoods))
        let lines = Mutex([String]())
        let summary = try FetchRun.perform(
            sky.request(.pictures), progress: ProgressReporter(lines: { line in lines.withLock { $0.append(line) } }))
        let files = try Self.check(sky, summary)
        for (number, file) in files {
            #expect(try FilePiece(sky.output + "/" + file).read() == Array(FetchSky.picture(number, 64)))
        }
        let last = try #require(lines.withLock { lines in lines.first { $0.contains(" 240/240") } })
        #expect(last.hasPrefix("fetching  240/240  \(summary.failed) failed"))
        let failures = try TableFile.read(sky.output + "/failures.csv", text: ["id"])
        let reasons = Set(try failures.texts("reason"))
        for words in [
            "the server answered 404", "the server answered 500", "the server sent a web page instead of a file",
            "the answer is empty", "the answer is of type application/json, not a JPEG: no",
            "the picture has 65 x 65 pixels instead of 64 x 64",
            "the picture is blank: the survey does not cover this position",
        ] {
            #expect(reasons.contains(words), "\(reasons)")
        }
        #expect(reasons.contains { $0.contains("damaged or truncated") })
        // Only a galaxy that passes is asked for again.
        for number in sky.moods.indices {
            let expected =
                switch sky.moods[number] {
                case .right, .notFound, .otherType, .wrongSize, .blank: 1
                case .broken, .unavailable, .page, .empty, .damaged: 3
                default: 2
                }
            #expect(sky.server.timesAsked(number) == expected, "\(sky.moods[number])")
        }
    }

    @Test func `images of the Legacy Surveys`() throws {
        let sky = try FetchSky(.legacy, moods: Self.moods(90, from: SurveyServer.Mood.allCases))
        var request = try sky.request()
        request.keepsImages = true
        let files = try Self.check(sky, try FetchRun.perform(request))
        try Self.checkMiddle(files, sky)
        let store = try CutoutStore(directory: sky.output)
        #expect(store.count == 2 * files.count)
        for number in files.keys {
            let image = try #require(try store.bytes(named: "00\(number).fits"))
            #expect(image.starts(with: "SIMPLE  =".utf8) && image.count % 2880 == 0)
        }
        let reasons = try TableFile.read(sky.output + "/failures.csv").texts("reason")
        #expect(reasons.contains { $0.hasPrefix("the image shows another place") })
        #expect(reasons.contains { $0.hasPrefix("the image does not say where it lies") })
        #expect(reasons.contains("the image is empty: the survey does not cover this position"))
        #expect(reasons.contains { $0.hasPrefix("the FITS file is damaged") })
    }

    @Test func `images of DES`() throws {
        // Each of a galaxy's four requests would stall, one after the other.
        let moods = SurveyServer.Mood.allCases.filter { $0 != .stallOnce }
        let sky = try FetchSky(.des, moods: Self.moods(60, from: moods))
        let files = try Self.check(sky, try FetchRun.perform(sky.request()))
        try Self.checkMiddle(files, sky)
        // The deepest stacks in the three bands, and nothing else.
        let images = sky.server.requests.filter { $0.name == "/image" }
        let right = images.filter { sky.moods[Int($0.query["galaxy"] ?? "") ?? 0].isRight }
        #expect(right.allSatisfy { $0.query["depth"] == "deep" })
        #expect(Set(images.compactMap { $0.query["band"] }) == ["g", "r", "i"])
    }

    @Test(.enabled(if: SampleData.isPresent, Comment(rawValue: SampleData.absence)))
    func `a real cutout of the Legacy Surveys' viewer`() throws {
        let image = try Data(contentsOf: URL(filePath: SampleData.file("decals_fits_grz5/example_a.fits")))
        let server = try LoopbackServer { _, _ in .init(fields: ["Content-Type": "image/fits"], body: image) }
        let directory = try TemporaryDirectory()
        let catalogue = try directory.write(
            "c.csv", "ls_id,RA,DEC,survey\n7,146.714208787,-1.04128156958,x\n8,146.72,-1.04,y\n")
        var survey = Survey.legacy
        survey.size = .fixed(arcsec: 15)
        var request = try FetchRequest(catalogue: catalogue, survey: survey, output: directory.file("out"))
        request.service.address = server.url("fits-cutout")
        request.http.requestsPerSecond = nil
        let summary = try FetchRun.perform(request)
        #expect(summary.fetched == 1 && summary.failed == 1)
        let manifest = try TableFile.read(directory.file("out/manifest.csv"))
        #expect(
            manifest.columns.map(\.name) == [
                "id", "file", "survey", "ra", "dec", "size_arcsec", "missing_fraction", "masked_fraction", "flags",
                "source", "ls_id", "catalogue_survey",
            ])
        #expect(try manifest.doubles("missing_fraction") == [0])
        let picture = try RGBImage(contentsOf: directory.file("out/" + manifest.texts("file")[0]))
        #expect(picture.width == 256 && !picture.pixels.allSatisfy { $0 < 100 })
        let failures = try TableFile.read(directory.file("out/failures.csv"))
        #expect(try failures.texts("reason")[0].hasPrefix("the image shows another place"))
    }

    /// The brightest pixel of a picture is in its middle.
    static func checkMiddle(_ files: [Int: String], _ sky: FetchSky) throws {
        for file in files.values {
            let picture = try RGBImage(contentsOf: sky.output + "/" + file)
            #expect(picture.width == 64 && picture.height == 64)
            func light(_ x: Int, _ y: Int) -> Int {
                (0..<3).reduce(0) { $0 + Int(picture.pixels[(y * 64 + x) * 3 + $1]) }
            }
            #expect(light(32, 32) > 300 && light(8, 8) < 100)
        }
    }
}
