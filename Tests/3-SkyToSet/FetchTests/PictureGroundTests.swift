import Drawing
import Fetch
import Files
import Foundation
import HTTP
import Images
import Surveys
import Tables
import TestSupport
import Testing

/// Pictures of words are told from pictures of the sky, and padding is measured.
@Suite struct PictureGroundTests {
    static let sentence = "Requested (ra, dec) is outside the SDSS footprint."

    /// `text` on a plain ground, as an image service draws an error; broken where a line is full, cut off in small pictures.
    struct Words: Figure {
        let text: String
        let side: Int
        let ground, ink: UInt8
        let scale, top: Int

        var size: SIMD2<Double> { SIMD2(repeating: Double(side)) }
        let title = "Words"
        var background: Colour { Colour(grey: ground) }

        func draw(on canvas: Canvas) {
            let style = TextStyle(size: Double(10 * scale), colour: Colour(grey: ink))
            let room = max(1, Int(Double(side - 8) / style.width(of: "n")))
            var (rest, line) = (Substring(text), Double(top))
            while !rest.isEmpty, line < Double(side) {
                canvas.text(String(rest.prefix(room)), at: SIMD2(4, line), style, baseline: .top)
                rest = side < 96 ? "" : rest.dropFirst(room)
                line += Double(12 * scale)
            }
        }
    }

    static func words(_ text: String, side: Int, ground: UInt8, ink: UInt8, scale: Int, top: Int) throws -> RGBImage {
        try Words(text: text, side: side, ground: ground, ink: ink, scale: scale, top: top).image()
    }

    /// Noisy sky around a round galaxy; `level` of 255 is the sky, `spread` its noise.
    static func sky(side: Int, level: Int, spread: Int, seed: UInt64) -> RGBImage {
        var noise = SplitMix(state: seed)
        let middle = Double(side) / 2
        var pixels = [UInt8](repeating: 0, count: side * side * 3)
        for y in 0..<side {
            for x in 0..<side {
                let radius = hypot(Double(x) - middle, Double(y) - middle) / middle
                for channel in 0..<3 {
                    let light = Double(level + Int.random(in: -spread...spread, using: &noise)) + 230 * exp(-8 * radius)
                    pixels[(y * side + x) * 3 + channel] = UInt8(min(255, max(0, light)))
                }
            }
        }
        return RGBImage(width: side, height: side, pixels: pixels)
    }

    /// What comes out of the JPEG that a server would send.
    static func sent(_ picture: RGBImage, quality: Int) throws -> RGBImage {
        try RGBImage(decoding: picture.jpegData(quality: quality), name: "picture")
    }

    @Test(arguments: [64, 96, 128, 256, 424], [50, 75, 95])
    func `words are told on every ground`(_ side: Int, _ quality: Int) throws {
        for (ground, ink) in [(0, 255), (255, 0), (128, 255), (0, 128)] as [(UInt8, UInt8)] {
            for scale in side < 200 ? [1] : [1, 2] {
                for (text, top) in [(Self.sentence, 10), (Self.sentence, side / 2 - 15), ("No image", side / 2)] {
                    let picture = try Self.words(text, side: side, ground: ground, ink: ink, scale: scale, top: top)
                    let seen = PictureGround(try Self.sent(picture, quality: quality))
                    #expect(seen.hasNoSky, "\(side) \(ground) \(ink) \(scale) \(top): \(seen)")
                }
            }
        }
    }

    @Test(arguments: [64, 256], [75, 95]) func `the sky is kept`(_ side: Int, _ quality: Int) throws {
        for (level, spread) in [(3, 4), (15, 8), (40, 20), (120, 60)] {
            for seed in 0..<4 {
                let sky = Self.sky(side: side, level: level, spread: spread, seed: UInt64(seed))
                let seen = PictureGround(try Self.sent(sky, quality: quality))
                #expect(!seen.hasNoSky && seen.padding == 0, "\(level) \(spread): \(seen)")
            }
        }
    }

    @Test(arguments: [0, 32, 255] as [UInt8]) func `padding is measured, and kept unless it hides the galaxy`(
        _ ground: UInt8
    ) throws {
        for quality in [75, 95] {
            let sky = Self.sky(side: 256, level: 25, spread: 12, seed: 1)
            for width in [24, 80, 112, 168, 240] {
                var picture = sky
                picture.draw(
                    RGBImage(width: width, height: 256, red: ground, green: ground, blue: ground), left: 0, top: 0)
                let seen = PictureGround(try Self.sent(picture, quality: quality))
                #expect(seen.hasNoSky == (width > 128), "\(width): \(seen)")
                #expect(abs(seen.padding - Double(width) / 256) < 0.02, "\(width): \(seen)")
            }
            // The corner of a survey: two sides are missing.
            var corner = sky
            corner.draw(RGBImage(width: 256, height: 80, red: ground, green: ground, blue: ground), left: 0, top: 0)
            corner.draw(RGBImage(width: 80, height: 256, red: ground, green: ground, blue: ground), left: 0, top: 0)
            let seen = PictureGround(try Self.sent(corner, quality: quality))
            #expect(!seen.hasNoSky && abs(seen.padding - 0.527) < 0.02)
        }
    }

    @Test func `a galaxy outside the footprint is in the table of failures`() throws {
        let half = Self.sky(side: 128, level: 25, spread: 12, seed: 5)
        let words = try Self.words(Self.sentence, side: 128, ground: 0, ink: 255, scale: 1, top: 10)
        let server = try LoopbackServer { request, _ in
            var picture = half
            if request.query["ra"] == "10" {
                picture = words
            } else if request.query["ra"] == "11" {
                picture.draw(RGBImage(width: 128, height: 32), left: 0, top: 0)
            }
            let bytes = (try? picture.jpegData(quality: 90)) ?? []
            return .init(fields: ["Content-Type": "image/jpeg"], body: Data(bytes))
        }
        let directory = try TemporaryDirectory()
        let catalogue = try directory.write("c.csv", "id,ra,dec,petroRad_r\na,10,1,5\nb,11,1,5\nc,12,1,5\n")
        var request = try FetchRequest(catalogue: catalogue, survey: .sdss, output: directory.file("out"))
        request.service.address = server.url("getjpeg")
        request.size = 128
        request.http.requestsPerSecond = nil
        let summary = try FetchRun.perform(request)
        #expect(summary.fetched == 2 && summary.failed == 1 && summary.failedForNow == 0)
        let failures = try TableFile.read(directory.file("out/failures.csv"))
        #expect(try failures.texts("id") == ["a"])
        let reason = try #require(try failures.texts("reason").first)
        #expect(reason.hasPrefix("the picture shows no sky where the galaxy should be"))
        let manifest = try TableFile.read(directory.file("out/manifest.csv"))
        #expect(try manifest.doubles("missing_fraction") == [0.25, 0])
        #expect(try manifest.texts("flags") == ["padded", ""])
        #expect(server.requests.count == 3)
    }

    @Test(.enabled(if: SampleData.isPresent, Comment(rawValue: SampleData.absence)))
    func `no real picture is refused`() throws {
        for folder in ["decals_expert_examples", "decals_zoobot_ring470", "sdss_gz2_hart1000", "sdss_efigi4458"] {
            let path = try SampleData.file(folder + "/images")
            let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".jpg") }
            // Some hundred are enough for every day.
            for name in names.sorted().prefix(150) {
                let ground = PictureGround(try RGBImage(contentsOf: path + "/" + name))
                #expect(!ground.hasNoSky, "\(folder) \(name): \(ground)")
            }
        }
    }
}
