import Drawing
import Files
import FoundationXML
import Images
import TestSupport
import Testing

/// Pixels, SVG and PDF of the same drawing.
@Suite struct FigureTests {
    /// A square, a disc, a picture and words.
    private struct Sample: Figure {
        var size = SIMD2(100.0, 60.0)
        let title = "A <sample>"

        func draw(on canvas: Canvas) {
            canvas.box(Box(left: 10, top: 10, width: 20, height: 20), fill: Colour(red: 255, green: 0, blue: 0))
            canvas.circle(at: SIMD2(60, 20), radius: 10, fill: Colour(red: 0, green: 0, blue: 255, opacity: 0.5))
            canvas.image(RGBImage(width: 4, height: 4, green: 255), in: Box(left: 80, top: 10, width: 4, height: 4))
            canvas.pixels(in: Box(left: 80, top: 20, width: 10, height: 10)) {
                $0.circle(at: SIMD2(85, 25), radius: 4, fill: .black)
            }
            canvas.text("Größe & α", at: SIMD2(50, 50), TextStyle(size: 12), anchor: .middle)
        }
    }

    @Test func `Shapes and pictures lie where they were drawn, at any scale`() throws {
        for scale in [1, 2, 3] {
            let image = try Sample().image(scale: Double(scale))
            #expect(image.width == 100 * scale && image.height == 60 * scale)
            let reds = image.places { $0 == SIMD3(255, 0, 0) }
            #expect(reds.count == 400 * scale * scale)
            #expect(reds.first == SIMD2(10 * scale, 10 * scale))
            #expect(image.places { $0 == SIMD3(0, 255, 0) }.count == 16 * scale * scale)
            let disc = image.colour(60 * scale, 20 * scale)
            #expect(abs(disc.x - 127) < 2 && abs(disc.y - 127) < 2 && disc.z == 255)
            #expect(image.colour(85 * scale, 25 * scale) == SIMD3(0, 0, 0))
            #expect(image.colour(2, 2) == SIMD3(255, 255, 255))
        }
    }

    @Test func `Words are as wide as they say, and stand where they should`() throws {
        let image = try Sample().image(scale: 4)
        let dark = image.places { $0.x < 128 && $0.y < 128 }.filter { $0.y > 34 * 4 }
        let (left, right) = (Double(dark.map(\.x).min() ?? 0) / 4, Double(dark.map(\.x).max() ?? 0) / 4)
        let width = TextStyle(size: 12).width(of: "Größe & α")
        #expect(abs((left + right) / 2 - 50) < 1.5)
        #expect(abs(right - left - width) < 2)
        // The line that letters stand on.
        #expect(abs(Double(dark.map(\.y).max() ?? 0) / 4 - 50) < 0.6)
    }

    @Test func `The same figure gives the same bytes, whatever was drawn before`() throws {
        for format in PictureFormat.allCases {
            let first = try Sample().data(as: format)
            _ = try Sample(size: SIMD2(50, 50)).data(as: .svg)
            #expect(try Sample().data(as: format) == first, "\(format)")
        }
    }

    @Test func `An SVG file tells its size and its words`() throws {
        let text = String(decoding: try Sample().data(as: .svg), as: UTF8.self)
        #expect(text.contains(#"width="75.0pt" height="45.0pt""#))
        #expect(text.contains("<title>A &lt;sample&gt;</title>"))
        #expect(text.contains("<desc>Größe &amp; α</desc>"))
        #expect(try XMLDocument(xmlString: text).rootElement()?.name == "svg")
    }

    @Test func `A PDF file has no date and holds the typeface`() throws {
        let bytes = try Sample().data(as: .pdf)
        let text = String(decoding: bytes, as: Unicode.ASCII.self)
        #expect(text.hasPrefix("%PDF-1."))
        #expect(!text.contains("CreationDate") && !text.contains("ModDate"))
        #expect(text.contains("OpenSans"))
    }

    @Test func `A tall figure is drawn in bands without seams`() throws {
        struct Tall: Figure {
            let size = SIMD2(700.0, 30_000.0)
            let title = "Tall"
            func draw(on canvas: Canvas) {
                canvas.line([SIMD2(10, 10), SIMD2(690, 29_990)], Stroke(.black, width: 3))
            }
        }
        let image = try Tall().image()
        // One line: the same darkness in all rows.
        let rows = stride(from: 100, to: 29_900, by: 1).map { row in
            (0..<700).reduce(0) { $0 + 255 - Int(image.pixels[3 * (row * 700 + $1)]) }
        }
        #expect((rows.max() ?? 0) - (rows.min() ?? 0) < 8)
    }

    @Test func `The name says the format`() throws {
        #expect(PictureFormat(path: "a/b.PNG") == .png && PictureFormat(path: "map.svg") == .svg)
        #expect(PictureFormat(path: "png") == nil && PictureFormat(path: "a.d/pdf") == nil)
        let error = #expect(throws: InputError.self) { try Sample().write(to: "/tmp/figure.jpg") }
        #expect(error?.description.contains(".png, .svg or .pdf") == true)
        let directory = try TemporaryDirectory()
        try Sample().write(to: directory.file("figure.pdf"))
        #expect(try directory.names() == ["figure.pdf"])
    }

    @Test func `Long words are cut to the room`() {
        let style = TextStyle(size: 10)
        let text = "A caption that is far too long"
        let cut = style.fitted(text, room: 60)
        #expect(cut.hasSuffix("…") && style.width(of: cut) <= 60 && style.width(of: cut) > 50)
        #expect(style.fitted(text, room: 1000) == text)
        #expect(style.fitted(text, room: 1).isEmpty)
        // Letters that fit into each other stand closer.
        #expect(style.width(of: "AV") < style.width(of: "A") + style.width(of: "V"))
    }
}
