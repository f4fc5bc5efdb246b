import Images
import TestSupport
import Testing

@Suite struct ContactSheetTests {
    @Test func picturesLieInRows() throws {
        let red = RGBImage(width: 40, height: 40, red: 255)
        let wide = RGBImage(width: 80, height: 40, blue: 255)
        let tiles = [red, red, wide].map { ContactSheet.Tile(image: $0, caption: "p = 0.99") }
        let sheet = ContactSheet(title: "Spirals", tiles: tiles, columns: 2, side: 64).image()
        #expect(sheet.width == 2 * 70 + 6)
        let reds = stride(from: 0, to: sheet.pixels.count, by: 3).filter { sheet.pixels[$0..<($0 + 3)] == [255, 0, 0] }
        let blues = stride(from: 0, to: sheet.pixels.count, by: 3).filter {
            sheet.pixels[$0..<($0 + 3)] == [0, 0, 255]
        }
        // Two whole squares, and a picture that keeps its shape.
        #expect(reds.count == 2 * 64 * 64)
        #expect(blues.count == 64 * 32)
        #expect(try #require(blues.min()) > (try #require(reds.max())))
    }

    @Test func captionsAreWrittenAndCut() {
        let image = RGBImage(width: 40, height: 40)
        func whites(_ caption: String) -> Int {
            let sheet = ContactSheet(title: "", tiles: [.init(image: image, caption: caption)], columns: 1, side: 64)
            let pixels = sheet.image().pixels
            return stride(from: 0, to: pixels.count, by: 3).filter { pixels[$0..<($0 + 3)] == [255, 255, 255] }.count
        }
        #expect(whites("") == 0)
        #expect(whites("-") == 5)
        #expect(whites("é") == whites("?"))
        #expect(whites(String(repeating: "-", count: 500)) <= 10 * 5)
    }

    @Test func emptySheetIsASheet() throws {
        let directory = try TemporaryDirectory()
        try ContactSheet(title: "Nothing", tiles: []).writePNG(to: directory.file("sheet.png"))
        #expect(try RGBImage(contentsOf: directory.file("sheet.png")).width == 6 * 134 + 6)
    }
}
