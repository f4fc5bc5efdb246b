import Cutouts
import Foundation
import Images
import TestSupport
import Testing
import TrainingSets

/// FITS cutouts among the pictures of a set.
@Suite struct FITSPictureTests {
    private let directory: TemporaryDirectory
    private let frame: InputFrame

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write(
            "galaxy.fits",
            FITSBytes.image(
                bands: ["i", "r", "g"], width: 60, height: 60, scaleArcsec: 0.4, centre: (150, 2),
                source: (150.0004, 2.0003), cards: ["BUNIT   = 'nanomaggy'"]))
        var drawing = CutoutDrawing(bands: ["i", "r", "g"])
        drawing.pictureSize = 64
        frame = InputFrame(size: 40, drawing: drawing)
    }

    /// Floats that are whole numbers give what the same bytes give, but for the rounding of a picture that is halved first.
    @Test(arguments: [
        InputFrame(size: 40), InputFrame.galaxy(size: 40), InputFrame(size: 24, framing: .central(fraction: 0.7)),
    ])
    func wholeFloatsAreBytes(_ frame: InputFrame) {
        let image = galaxy(width: 150, height: 130)
        let floats = Picture.floats(
            RGBFloatImage(width: 150, height: 130, pixels: image.pixels.map { Float($0) }))
        let isEqual = frame.prepare(floats) == frame.prepare(image)
        #expect(isEqual)
        for seed in 0..<5 as Range<UInt64> {
            let pairs = zip(frame.prepare(floats, .paper, seed: seed), frame.prepare(image, .paper, seed: seed))
            let largest = pairs.map { abs($0 - $1) }.max() ?? 1
            #expect(largest < (frame.levels == .stored ? 1.1 : 3) / 255)
        }
    }

    @Test func picturesOfBothKindsComeInOneBatch() throws {
        let path = directory.file("galaxy.fits")
        let picture = try PictureReader(frame).picture(path)
        guard case .floats(let floats) = picture else {
            Issue.record("a FITS cutout is drawn in floats")
            return
        }
        let png = directory.file("galaxy.png")
        try floats.cut.writePNG(to: png)
        let items = [path, png, directory.file("none.fits"), path].enumerated().map {
            BatchLoader.Item(file: $1, label: 0, row: $0 + 1)
        }
        let cache = ImageCache()
        for _ in 0..<2 {
            let loader = BatchLoader(items: items, frame: frame, batchSize: 4, cache: cache)
            let batch = try #require(loader.next())
            #expect(batch.count == 3 && batch.failures.map(\.row) == [3])
            #expect(batch.failures[0].reason.contains("none.fits does not exist"))
            let length = 40 * 40 * 3
            let values = batch.pixels.floats
            let (first, second) = (Array(values[..<length]), values[length..<2 * length])
            #expect(first == frame.prepare(picture))
            // Only the fractions that bytes lack set them apart.
            let differences = zip(first, second).map { $0 - $1 }
            #expect(differences.allSatisfy { (-1e-5...1 / 255 + 1e-5).contains($0) })
            #expect(differences.contains { $0 > 1e-4 })
            #expect(Array(values[(2 * length)...]) == first)
        }
        // Another stretch is another picture, cache or not.
        var other = frame
        other.drawing?.stretch.range = 1
        let loader = BatchLoader(items: [items[0]], frame: other, batchSize: 1, cache: cache)
        #expect(try #require(loader.next()).pixels.floats == other.prepare(PictureReader(other).picture(path)))
    }

    @Test func recipesMustSayHow() throws {
        let reader = PictureReader(InputFrame(size: 40))
        for path in [directory.file("galaxy.fits"), directory.file("galaxy_{band}.fits")] {
            #expect { try reader.picture(path) } throws: { "\($0)".contains("bands in [input]") }
        }
    }
}
