import Foundation
import Images
import TestSupport
import Testing

/// `tuningfork plot`.
@Suite struct PlotTests {
    @Test func aMapIsDrawnInEveryFormat() throws {
        let folder = try TemporaryDirectory()
        let map = try folder.write(
            "map.csv",
            "id,map_x,map_y,map_z\n" + (0..<200).map { "\($0),\($0 % 13),\($0 % 17),\($0 % 19)\n" }.joined())
        let classes = try folder.write(
            "classes.csv", "id,class\n" + (0..<200).map { "\($0),\($0 % 2 == 0 ? "spiral" : "elliptical")\n" }.joined())
        for ending in ["png", "svg", "pdf"] {
            let output = folder.file("map.\(ending)")
            let arguments = ["plot", map, "--join", classes, "--view", "-30,40", "--output", output]
            let outcome = try Program.run(arguments)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output == "200 galaxies in 3 dimensions, coloured by class\n\(output)\n")
            let first = try #require(FileManager.default.contents(atPath: output))
            #expect(try Program.run(arguments).status == 0)
            #expect(FileManager.default.contents(atPath: output) == first)
        }
        #expect(try RGBImage(contentsOf: folder.file("map.png")).width == 1800)
        let refused = try Program.run(["plot", map, "--output", folder.file("x.png"), "--color-by", "mass"])
        #expect(refused.status == 65 && refused.errors.contains("mass"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("x.png")))
    }
}
