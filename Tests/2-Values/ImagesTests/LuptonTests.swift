internal import Images
internal import Testing

@Suite struct LuptonTests {
    @Test func countsEqualAstropysWithinOne() throws {
        for golden in try SkyGoldens.load().lupton {
            let stretch = LuptonStretch(
                minimum: golden.minimum, stretch: golden.stretch, softening: golden.softening)
            let picture = stretch.picture(
                red: golden.bands[0], green: golden.bands[1], blue: golden.bands[2], width: golden.width,
                height: golden.height)
            let largest = zip(picture.pixels, golden.rgb).map { abs(Int($0) - Int($1)) }.max() ?? 256
            #expect(largest <= 1)
        }
    }

    @Test func blackWhiteAndBlank() {
        let stretch = LuptonStretch(minimum: 0, stretch: 1, softening: 8)
        let picture = stretch.picture(
            red: [-1, .nan, 1e9, .infinity], green: [-1, 1, 1e9, 1], blue: [-1, 1, 1e9, 1], width: 4, height: 1)
        #expect(picture.pixels == [0, 0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 0])
    }

    @Test func colourIsKeptWhateverTheBrightness() {
        let stretch = LuptonStretch(minimum: 0, stretch: 1, softening: 8, scales: [1, 0.5, 2])
        for brightness in [Float(0.05), 0.5, 5, 500] {
            let picture = stretch.picture(
                red: [brightness], green: [brightness], blue: [brightness], width: 1, height: 1)
            let ratio = Float(picture.pixels[0]) / Float(picture.pixels[2])
            #expect(abs(ratio - 0.5) < 0.1)
            #expect(picture.pixels[1] <= picture.pixels[0])
        }
    }
}
