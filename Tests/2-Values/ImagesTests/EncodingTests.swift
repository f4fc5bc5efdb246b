import Files
import Foundation
import Images
import TestSupport
import Testing

@Suite struct EncodingTests {
    @Test func pngRoundTripIsExact() throws {
        let directory = try TemporaryDirectory()
        let image = galaxy()
        try image.writePNG(to: directory.file("a.png"))
        #expect(try RGBImage(contentsOf: directory.file("a.png")) == image)
        #expect(try directory.names() == ["a.png"])
    }

    @Test func jpegRoundTripIsClose() throws {
        let directory = try TemporaryDirectory()
        let image = galaxy()
        try image.writeJPEG(to: directory.file("a.jpg"), quality: 98)
        #expect(largestDifference(try RGBImage(contentsOf: directory.file("a.jpg")), image) <= 6)
    }

    @Test func unwritablePlaceIsAnError() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: WriteError.self) { try galaxy().writePNG(to: directory.file("none/a.png")) }
        #expect(try directory.names().isEmpty)
    }
}
