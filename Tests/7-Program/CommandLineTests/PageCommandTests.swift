import Foundation
import Images
import TestSupport
import Testing

/// `page` as a user runs it.
@Suite struct PageCommandTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.file("images"), withIntermediateDirectories: true)
        for id in 1...3 {
            try RGBImage(width: 16, height: 16, red: UInt8(80 * id)).writePNG(to: directory.file("images/\(id).png"))
        }
        try directory.write("map.csv", "id,map_x,map_y\n1,0,0\n2,1,3\n3,2,1\n")
        try directory.write(
            "manifest.csv", "id,file,ra,dec\n1,images/1.png,10,5\n2,images/2.png,11,6\n3,images/3.png,12,7\n")
    }

    private func page(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(["page", directory.file("map.csv"), "--output", directory.file("page.html")] + arguments)
    }

    @Test func aPageIsMade() throws {
        let made = try page("--manifest", directory.file("manifest.csv"), "--quiet")
        #expect(made.status == 0 && made.errors == "", "\(made.errors)")
        #expect(made.output.contains("page.html: 3 galaxies, thumbnails of 96 px"), "\(made.output)")
        let text = try String(contentsOfFile: directory.file("page.html"), encoding: .utf8)
        #expect(text.hasPrefix("<!doctype html>") && text.hasSuffix("</html>\n"))
    }

    @Test func picturesThatAreGoneAreCounted() throws {
        try FileManager.default.removeItem(atPath: directory.file("images/2.png"))
        let made = try page("--manifest", directory.file("manifest.csv"))
        #expect(made.status == 0)
        #expect(made.errors.contains("1 of 3 pictures are gone or unreadable"), "\(made.errors)")
        #expect(made.errors.contains("map.csv, row 2: "), "\(made.errors)")
    }

    @Test func badDataEndWith65AndNoFile() throws {
        let without = try page()
        #expect(without.status == 65)
        #expect(without.errors.contains("no table has a column 'file'"), "\(without.errors)")
        try directory.write("others.csv", "id,class\n7,spiral\n")
        let strange = try page("--no-images", "--predictions", directory.file("others.csv"))
        #expect(strange.status == 65)
        #expect(strange.errors.contains("knows none of the 3 galaxies"), "\(strange.errors)")
        #expect(!FileManager.default.fileExists(atPath: directory.file("page.html")))
    }
}
