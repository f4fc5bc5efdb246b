import Drawing
import Images
import TestSupport
import Testing

@Suite struct ContactSheetTests {
    @Test func `Pictures lie in rows and keep their shape`() throws {
        let red = RGBImage(width: 40, height: 40, red: 255)
        let wide = RGBImage(width: 80, height: 40, blue: 255)
        let tiles = [red, red, wide].map { ContactSheet.Tile(image: $0, caption: "p = 0.99") }
        let sheet = try ContactSheet(title: "Spirals", tiles: tiles, columns: 2, side: 64).image()
        #expect(sheet.width == 2 * 70 + 6)
        let reds = sheet.places { $0 == SIMD3(255, 0, 0) }
        let blues = sheet.places { $0 == SIMD3(0, 0, 255) }
        // Two whole squares, and a picture that keeps its shape.
        #expect(reds.count == 2 * 64 * 64)
        #expect(blues.count == 64 * 32)
        #expect(try #require(blues.map(\.y).min()) > (try #require(reds.map(\.y).max())))
    }

    @Test func `Captions are written and cut`() throws {
        let image = RGBImage(width: 40, height: 40)
        func light(_ caption: String) throws -> [SIMD2<Int>] {
            let sheet = ContactSheet(title: "", tiles: [.init(image: image, caption: caption)], columns: 1, side: 64)
            return try sheet.image().places { $0.x > 60 }
        }
        #expect(try light("").isEmpty)
        #expect(try !light("–").isEmpty)
        // α and é are letters of their own, not one sign for all that is unknown.
        #expect(try light("α") != light("é") && light("é") != light("e"))
        let long = try light(String(repeating: "–", count: 500))
        #expect(long.allSatisfy { $0.x < 6 + 64 } && long.contains { $0.x > 55 })
    }

    @Test func `A sheet without pictures is a sheet`() throws {
        let directory = try TemporaryDirectory()
        try ContactSheet(title: "Nothing", tiles: []).write(to: directory.file("sheet.png"))
        #expect(try RGBImage(contentsOf: directory.file("sheet.png")).width == 6 * 134 + 6)
    }

    /// Cairo draws at most 32,767 rows at once.
    @Test func `A sheet may be very long`() throws {
        let dot = RGBImage(width: 32, height: 32, green: 255)
        let tiles = (0..<800).map { ContactSheet.Tile(image: dot, caption: "\($0)") }
        let sheet = try ContactSheet(title: "Long", tiles: tiles, columns: 1, side: 32).image()
        #expect(sheet.height > 36_000 && sheet.width == 44)
        #expect(sheet.places { $0 == SIMD3(0, 255, 0) }.count == 800 * 32 * 32)
    }
}
