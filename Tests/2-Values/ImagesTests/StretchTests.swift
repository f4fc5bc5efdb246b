internal import Foundation
internal import Images
internal import Testing

@Suite struct StretchTests {
    @Test func linearIsStraightAndCut() {
        let stretch = LinearStretch(minimum: 0, maximum: 10, scales: [1, 2, 1])
        let picture = stretch.picture(
            red: [-1, 5, 20, .nan], green: [0, 1, 4, 5], blue: [10, 2.5, .infinity, 0], width: 2, height: 2)
        #expect(picture.pixels == [0, 0, 255, 127, 51, 63, 255, 204, 0, 0, 255, 0])
    }

    @Test func clipTakesTheSkyFromTheFaintestHalf() throws {
        // Half the pixels are sky at 10 ± 2, half a galaxy: the mean of all would be far above the sky.
        let sky = (0..<50).map { Float(10 + 2 * ($0 % 2 == 0 ? 1 : -1)) }
        let galaxy = (0..<50).map { Float(100 + $0) }
        let pixels = zip(sky, galaxy).flatMap { [$1, $0] }
        let found = try #require(ClipStretch.sky(of: pixels + [.nan, -.infinity]))
        #expect(found.mean == 10 && found.deviation == 2)
        let picture = ClipStretch().picture(red: pixels, green: pixels, blue: pixels, width: 10, height: 10)
        // (x − (10 − 2)) / 12.
        #expect(picture.pixels[0] == 255 && picture.pixels[3] == 85 && picture.pixels[9] == 0)
    }

    @Test func clipOfNothingIsBlack() {
        #expect(ClipStretch.sky(of: [.nan, 3, .nan, .nan]) == nil)
        let flat = [Float](repeating: 4, count: 4)
        let blank = [Float](repeating: .nan, count: 4)
        let picture = ClipStretch().picture(red: flat, green: blank, blue: [1, 2, .nan, 40], width: 2, height: 2)
        #expect(picture.pixels.enumerated().allSatisfy { $0 % 3 == 2 || $1 == 0 })
        #expect(picture.pixels[11] == 255)
    }
}
