import Images
import Testing

@Suite struct ResamplingTests {
    @Test(arguments: ResampleFilter.allCases, [(20, 15), (61, 30), (100, 80), (33, 90), (1, 1)])
    func equalsPillow(_ filter: ResampleFilter, _ size: (Int, Int)) throws {
        let resized = try Golden.image("resize/source.png").resized(width: size.0, height: size.1, filter: filter)
        let name = "resize/\(filter.rawValue)_\(size.0)x\(size.1)"
        // A picture of one pixel is too small for the decoder; its golden repeats the pixel.
        let golden = try Golden.image("\(name).png")
        let expected = size == (1, 1) ? RGBImage(width: 1, height: 1, pixels: Array(golden.pixels.prefix(3))) : golden
        #expect(largestDifference(resized, expected) <= 1)
    }

    @Test(arguments: ResampleFilter.allCases)
    func boxEqualsPillow(_ filter: ResampleFilter) throws {
        let box = PixelBox(left: 10.25, top: 3.5, right: 50.75, bottom: 44)
        let resized = try Golden.image("resize/source.png").resized(box: box, width: 24, height: 24, filter: filter)
        #expect(largestDifference(resized, try Golden.image("resize/\(filter.rawValue)_box_24x24.png")) <= 1)
    }

    @Test func sameSizeIsTheSamePicture() {
        #expect(galaxy().resized(width: 48, height: 40) == galaxy())
    }

    @Test func onePictureOfOneColourStaysSo() {
        let image = RGBImage(width: 57, height: 33, red: 200, green: 3, blue: 255)
        for filter in ResampleFilter.allCases {
            for (width, height) in [(10, 10), (57, 90), (200, 7)] {
                let expected = RGBImage(width: width, height: height, red: 200, green: 3, blue: 255)
                #expect(image.resized(width: width, height: height, filter: filter) == expected)
            }
        }
    }

    @Test func beyondThePictureItsEdgeGoesOn() {
        let image = RGBImage(width: 20, height: 20, red: 9, green: 99, blue: 199)
        let box = PixelBox(left: -30, top: -5, right: 25, bottom: 60)
        #expect(
            image.resized(box: box, width: 12, height: 12)
                == RGBImage(width: 12, height: 12, red: 9, green: 99, blue: 199))
    }
}
