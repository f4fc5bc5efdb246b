import Cutouts
import Files
import Foundation
import Images
import Page
import Process
import Tables
import TestSupport
import Testing

/// The page's file: what is inside, and what is refused.
@Suite struct PageTests {
    private let galaxies: SmallMap

    init() throws { galaxies = try SmallMap(count: 16) }

    @Test func theSameRequestGivesTheSameBytesOnAnyNumberOfThreads() throws {
        var request = galaxies.request()
        request.threads = 1
        let first = try GalaxyPage.write(request, progress: .silent)
        let bytes = try Data(contentsOf: URL(filePath: request.output))
        request.threads = 3
        #expect(try GalaxyPage.write(request, progress: .silent) == first)
        #expect(try Data(contentsOf: URL(filePath: request.output)) == bytes)
        #expect(first.rows == 16 && first.placed == 16 && first.positions == 16 && first.withoutPicture == 0)
        #expect(first.bytes == bytes.count && first.thumbnailSide == 96)
    }

    @Test func everythingLiesInside() throws {
        let page = try WrittenPage(galaxies.request())
        #expect(page.info["rows"] as? Int == 16)
        #expect(page.info["color"] as? String == "class")
        let names = page.columns.compactMap { $0["name"] as? String }
        #expect(
            names == [
                "map_x", "map_y", "map_z", "id", "class", "label", "confidence", "cluster", "note", "mag",
                "p_elliptical",
                "p_spiral", "file", "flag", "ra", "dec",
            ])
        // nothing that a browser would fetch
        for word in ["src=", "@import", "url(", "<link rel=\"style", "fetch(", "XMLHttpRequest", "WebSocket", "{{"] {
            #expect(!page.text.contains(word), "\(word)")
        }
        #expect(page.text.contains("default-src 'none'"))
    }

    @Test func numbersKeepTheirDigits() throws {
        let page = try WrittenPage(galaxies.request())
        let magnitudes = try page.decimals("mag")
        #expect(magnitudes[3] == 17.03 && magnitudes[5] == nil && magnitudes[7] == 17.07)
        #expect(try page.decimals("ra")[2] == 12.25)
        let clusters = try page.decimals("cluster")
        #expect(clusters.compactMap(\.self).allSatisfy { [-1, 0, 1].contains($0) } && clusters[0] == 0)
        let ids = try page.texts("id")
        #expect(ids == galaxies.ids)
    }

    @Test func aTextCannotEndTheScript() throws {
        var request = galaxies.request()
        request.title = "</script><script>alert(1)</script> & \"more\""
        let page = try WrittenPage(request)
        #expect(!page.text.contains("<script>alert"))
        #expect(
            page.text.contains("<title>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;"))
        #expect(page.info["title"] as? String == request.title)
        #expect(try page.texts("note").contains("</script><b>"))
        #expect(
            page.text.components(separatedBy: "</script>").count == page.text.components(separatedBy: "<script").count)
    }

    @Test func picturesThatAreGoneHavePlaceholders() throws {
        try FileManager.default.removeItem(atPath: galaxies.directory.file("images/\(galaxies.ids[4]).png"))
        try galaxies.directory.write("images/\(galaxies.ids[9]).png", "no picture")
        let summary = try GalaxyPage.write(galaxies.request(), progress: .silent)
        #expect(summary.withoutPicture == 2)
        #expect(summary.firstWithoutPicture?.row == 5)
        #expect(summary.firstWithoutPicture?.reason.contains("does not exist") == true)

        try FileManager.default.removeItem(atPath: galaxies.directory.file("images"))
        let error = try #require(throws: InputError.self) {
            try GalaxyPage.write(galaxies.request(), progress: .silent)
        }
        #expect("\(error)".contains("not one of the 16 pictures can be read"), "\(error)")
        var bare = galaxies.request()
        bare.hasPictures = false
        #expect(try GalaxyPage.write(bare, progress: .silent).thumbnailSide == 0)
    }

    @Test func picturesAreFoundInAFolder() throws {
        var request = galaxies.request()
        request.manifest = nil
        request.images = galaxies.directory.file("images")
        #expect(try GalaxyPage.write(request, progress: .silent).withoutPicture == 0)
        request.images = galaxies.directory.file("nowhere")
        let error = try #require(throws: InputError.self) { try GalaxyPage.write(request, progress: .silent) }
        #expect("\(error)".contains("there is no such folder"), "\(error)")
    }

    @Test func picturesAreFoundInAStore() throws {
        let store = try CutoutStoreWriter(directory: galaxies.directory.file("store"))
        for id in galaxies.ids.dropLast() {
            let bytes = try Data(contentsOf: URL(filePath: galaxies.directory.file("images/\(id).png")))
            _ = try store.append(name: "\(id).png", [UInt8](bytes))
        }
        try store.finish()
        try FileManager.default.removeItem(atPath: galaxies.directory.file("images"))
        var request = galaxies.request()
        request.images = galaxies.directory.file("store")
        let summary = try GalaxyPage.write(request, progress: .silent)
        #expect(summary.withoutPicture == 1 && summary.firstWithoutPicture?.row == 16)
    }

    @Test func thumbnailsShrinkToTheLimit() throws {
        var request = galaxies.request()
        let whole = try GalaxyPage.write(request, progress: .silent)
        request.hasPictures = false
        let bare = try GalaxyPage.write(request, progress: .silent)
        request.hasPictures = true
        // what is left beside the room that is kept for the program's own parts
        request.byteLimit = 200_000 + (whole.bytes - bare.bytes) / 3
        let small = try GalaxyPage.write(request, progress: .silent)
        #expect(small.thumbnailSide < 96 && small.bytes <= request.byteLimit)
        request.byteLimit = 10_000
        let error = try #require(throws: InputError.self) { try GalaxyPage.write(request, progress: .silent) }
        #expect("\(error)".contains("do not fit"), "\(error)")
    }

    @Test func badTablesAreRefused() throws {
        func refusal(_ change: (inout GalaxyPage.Request) throws -> Void) throws -> String {
            var request = galaxies.request()
            request.hasPictures = false
            request.output = galaxies.directory.file("refused.html")
            try change(&request)
            let error = try #require(throws: InputError.self) { try GalaxyPage.write(request, progress: .silent) }
            #expect(!FileManager.default.fileExists(atPath: galaxies.directory.file("refused.html")))
            return "\(error)"
        }
        let directory = galaxies.directory
        #expect(try refusal { $0.map = $0.manifest ?? "" }.contains("no columns 'map_x' and 'map_y'"))
        #expect(
            try refusal {
                $0.map = try directory.write("e.csv", "id,map_x,map_y\n\(galaxies.ids[0]),,\n\(galaxies.ids[1]),nan,\n")
            }.contains(
                "no row has coordinates"))
        #expect(
            try refusal {
                $0.map = try directory.write("h.csv", "id,map_x,map_y\n\(galaxies.ids[0]),1,2\n\(galaxies.ids[1]),1,\n")
            }.contains("row 2: one coordinate is there"))
        #expect(
            try refusal { $0.predictions = try directory.write("o.csv", "id,class\nx,spiral\n") }.contains(
                "it knows none of the 16 galaxies"))
        #expect(try refusal { $0.colorBy = "colour" }.contains("there is no column 'colour'"))
        #expect(try refusal { $0.map = try directory.write("n.csv", "id,map_x,map_y\n") }.contains("no rows"))
        #expect(try refusal { $0.output = $0.map }.contains("would replace what is read"))
    }

    @Test func rowsWithoutAPlaceStay() throws {
        var request = galaxies.request()
        let lines = try String(contentsOfFile: request.map, encoding: .utf8).split(separator: "\n")
        let blank = lines.enumerated().map { $0 == 3 ? "\(galaxies.ids[2]),,," : String($1) }
        request.map = try galaxies.directory.write("blank.csv", blank.joined(separator: "\n") + "\n")
        let summary = try GalaxyPage.write(request, progress: .silent)
        #expect(summary.rows == 16 && summary.placed == 15 && summary.withoutPicture == 0)
    }
}
