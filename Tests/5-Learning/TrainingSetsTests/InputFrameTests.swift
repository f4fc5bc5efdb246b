import Cutouts
import Foundation
import Images
import TestSupport
import Testing
import TrainingSets

@Suite struct InputFrameTests {
    private static let goldens = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Goldens/frame")

    @Test(arguments: [
        "small", "faint", "saturated", "beside_the_centre", "reduced", "wide", "border", "tiny", "empty", "white",
    ])
    func galaxyFrameEqualsReference(_ name: String) throws {
        let image = try RGBImage(contentsOf: Self.goldens.appendingPathComponent("\(name).png").path)
        let data = try Data(contentsOf: Self.goldens.appendingPathComponent("\(name).f32"))
        let expected = data.withUnsafeBytes { bytes in
            (0..<1600).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
        let prepared = InputFrame.galaxy(size: 40).prepare(image)
        #expect(prepared.count == 4800)
        var largest: Float = 0
        for pixel in 0..<1600 {
            for channel in 0..<3 { largest = max(largest, abs(prepared[3 * pixel + channel] - expected[pixel])) }
        }
        #expect(largest < 1e-4, "\(name)")
    }

    @Test func wholeFrameIsAPlainResize() {
        let image = galaxy(width: 90, height: 90)
        #expect(largestDifference(InputFrame(size: 40).prepare(image), image.resized(width: 40, height: 40)) <= 0.51)
        let central = InputFrame(size: 40, framing: .central(fraction: 0.5)).prepare(image)
        let box = PixelBox(left: 22.5, top: 22.5, right: 67.5, bottom: 67.5)
        #expect(largestDifference(central, image.resized(box: box, width: 40, height: 40)) <= 0.51)
    }

    @Test func oblongPicturesAreNotSqueezed() {
        let image = galaxy(width: 120, height: 80)
        let box = PixelBox(left: 20, top: 0, right: 100, bottom: 80)
        #expect(
            largestDifference(InputFrame(size: 40).prepare(image), image.resized(box: box, width: 40, height: 40))
                <= 0.51)
    }

    /// The same galaxy, twice as finely sampled and surrounded by more sky, fills the frame in the same way.
    @Test func samplingAndFieldOfViewDoNotMatter() {
        let frame = InputFrame.galaxy(size: 48)
        let image = galaxy()
        let finer = image.resized(width: 192, height: 192, filter: .bicubic)
        let difference = zip(frame.prepare(image), frame.prepare(finer)).map { abs($0 - $1) }.max() ?? 1
        #expect(difference < 0.06)
    }

    @Test func greyIsTheMeanOfTheChannels() {
        let image = galaxy()
        let colour = InputFrame(size: 32).prepare(image)
        let grey = InputFrame(size: 32, isGrey: true).prepare(image)
        for pixel in 0..<(32 * 32) {
            let mean = (colour[3 * pixel] + colour[3 * pixel + 1] + colour[3 * pixel + 2]) / 3
            #expect(abs(grey[3 * pixel] - mean) < 1e-5)
            #expect(grey[3 * pixel] == grey[3 * pixel + 1] && grey[3 * pixel] == grey[3 * pixel + 2])
        }
    }

    private static let linear = {
        var drawing = CutoutDrawing(bands: ["z", "r", "g"])
        (drawing.stretch.kind, drawing.stretch.minimum, drawing.stretch.range) = (.linear, -0.5, 6)
        (drawing.zeroPoint, drawing.pictureSize) = (22.5, 128)
        return drawing
    }()

    @Test(arguments: [
        InputFrame(size: 299), InputFrame(size: 64, framing: .central(fraction: 0.5), filter: .lanczos),
        InputFrame.galaxy(size: 160), InputFrame(size: 80, levels: .galaxy(midtone: 0.2)),
        InputFrame(size: 80, drawing: linear),
    ])
    func survivesJSON(_ frame: InputFrame) throws {
        let data = try JSONEncoder().encode(frame)
        #expect(try JSONDecoder().decode(InputFrame.self, from: data) == frame)
    }

    @Test(arguments: [
        (#"{"size": 160, "framing": "adaptive"}"#, ""),
        (#"{"framing": "whole"}"#, "size"), (#"{"size": 160, "framming": "whole"}"#, "framming"),
        (#"{"size": 160, "framing": "central"}"#, "fraction"), (#"{"size": 0}"#, "size must lie in"),
        (#"{"size": 160, "framing": "central", "fraction": 1.5}"#, "fraction must lie"),
        (#"{"size": 160, "levels": "galaxy", "midtone": 2}"#, "midtone must lie"),
        (#"{"size": 160, "bands": ["r", "g"]}"#, "bands must be three"), (#"{"size": 160, "range": 2}"#, "needs bands"),
        (#"{"size": 160, "bands": ["r"], "stretch": "asinh"}"#, "one of lupton, linear, paper"),
        (#"{"size": 160, "bands": ["r"], "softening": -1}"#, "softening must be 0 or more"),
        (#"{"size": 160, "bands": ["r"], "picture_size": 4}"#, "picture_size must lie"),
    ])
    func settingsAreChecked(_ json: String, _ problem: String) throws {
        guard !problem.isEmpty else {
            let frame = try JSONDecoder().decode(InputFrame.self, from: Data(json.utf8))
            #expect(frame == InputFrame(size: 160, framing: .adaptive(radii: 2.5)))
            return
        }
        let error = try #require(throws: DecodingError.self) {
            try JSONDecoder().decode(InputFrame.self, from: Data(json.utf8))
        }
        #expect("\(error)".contains(problem))
    }

    @Test func zoomNarrowsTheField() {
        #expect(InputFrame(size: 8).zoomed(by: 2).framing == .central(fraction: 0.5))
        #expect(InputFrame(size: 8).zoomed(by: 0.5).framing == .whole)
        #expect(InputFrame.galaxy(size: 8).zoomed(by: 1.25).framing == .adaptive(radii: 2))
    }
}
