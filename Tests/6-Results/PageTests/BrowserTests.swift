import Foundation
import Page
import Process
import TestSupport
import Testing

/// The page in headless Chromium, drawn by software, without a network. Skipped where there is no Chromium (Debian: chromium).
@Suite(.enabled(if: Browser.path != nil, "no chromium in PATH or CHROMIUM")) struct BrowserTests {
    @Test(.timeLimit(.minutes(5))) func peopleCanWalkThroughAMap() throws {
        let galaxies = try SmallMap(count: 24)
        _ = try GalaxyPage.write(galaxies.request(), progress: .silent)
        let seen = try Browser.selfTest(galaxies.directory.file("page.html"))
        #expect(seen.failures == [] && seen.requests == [])
        #expect(seen.console == [])
        #expect(seen.drawing == "Raster")
        #expect(seen.rows == 24 && seen.dimensions == 3)
        // points are drawn, on the map and on the sky, and change with the column and the angle
        #expect(seen.lit > 100 && seen.sky ?? 0 > 100)
        #expect(seen.colourings >= 6)
        #expect(seen.turned == true && seen.flattened == true)
        // lasso, filter, search, cutouts
        #expect(seen.lassoAll == 24)
        #expect(seen.lassoHalf > 0 && seen.lassoHalf < 24)
        #expect(seen.filtered == 1 && seen.found)
        #expect(seen.cutouts ?? 0 > 50)
        #expect(seen.hints > 300)
        // the selection as CSV
        let lines = seen.csv.split(separator: "\n").map(String.init)
        #expect(lines.count == seen.lassoHalf + 1)
        #expect(lines[0].hasPrefix("id,map_x,map_y,map_z,class,label"))
        let ids = lines.dropFirst().map { String($0.prefix { $0 != "," }) }
        #expect(Set(ids).count == ids.count && ids.allSatisfy(galaxies.ids.contains))
    }

    @Test(.timeLimit(.minutes(5))) func webGLDrawsItToo() throws {
        let galaxies = try SmallMap(count: 24)
        var request = galaxies.request()
        request.hasPictures = false
        _ = try GalaxyPage.write(request, progress: .silent)
        let seen = try Browser.selfTest(galaxies.directory.file("page.html"), "&webgl")
        #expect(seen.failures == [] && seen.requests == [] && seen.console == [])
        #expect(seen.drawing == "Points")
        #expect(seen.lit > 100 && seen.sky ?? 0 > 100 && seen.colourings >= 6)
        #expect(seen.turned == true && seen.flattened == true && seen.lassoAll == 24)
    }

    @Test(.timeLimit(.minutes(5))) func aFlatMapWithoutSkyAndPicturesWorks() throws {
        let directory = try TemporaryDirectory()
        let rows = (0..<30).map { "g\($0),\($0 % 6),\($0 / 6),\($0 % 4 == 0 ? "" : "0.\($0)")\n" }
        var request = GalaxyPage.Request(
            map: try directory.write("flat.csv", "id,map_x,map_y,share\n" + rows.joined()),
            output: directory.file("flat.html"))
        request.hasPictures = false
        request.colorBy = "share"
        _ = try GalaxyPage.write(request, progress: .silent)
        let seen = try Browser.selfTest(request.output)
        #expect(seen.failures == [] && seen.requests == [])
        #expect(seen.rows == 30 && seen.dimensions == 2 && seen.lit > 100)
        #expect(seen.lassoAll == 30 && seen.lassoHalf == 15)
        #expect(seen.sky == nil && seen.cutouts == nil && seen.turned == nil)
        #expect(seen.csv.contains("g1,1,0,0.1\n"), "\(seen.csv)")
    }
}
