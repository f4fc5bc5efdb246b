import Drawing
import Figures
import Files
import Foundation
import Images
import Process
import TestSupport
import Testing

/// The figure of a map, from its tables.
@Suite struct MapFigureTests {
    private let folder: TemporaryDirectory
    private let progress = ProgressReporter(isQuiet: true)

    init() throws { folder = try TemporaryDirectory() }

    /// A map of 40 galaxies; the last has no place.
    private func map(_ dimensions: Int, _ name: String = "map.csv") throws -> String {
        let header = "id,map_x,map_y" + (dimensions == 3 ? ",map_z" : "") + ",file\n"
        let rows = (0..<40).map { row in
            let places = row == 39 ? ["", "", ""] : ["\(row % 7)", "\(row % 5)", "\(row % 3)"]
            return "g\(row)," + places.prefix(dimensions).joined(separator: ",") + ",g\(row).png\n"
        }
        return try folder.write(name, header + rows.joined())
    }

    private func write(
        _ map: String, _ name: String, _ change: (inout MapFigure.Request) -> Void = { _ in }
    ) throws -> MapFigure.Summary {
        var request = MapFigure.Request(map: map, output: folder.file(name))
        change(&request)
        return try MapFigure.write(request, progress: progress)
    }

    @Test func `Columns of other tables colour the points`() throws {
        let map = try map(2)
        let classes = try folder.write(
            "classes.csv",
            "id,class,p\n" + (0..<40).reversed().map { "g\($0),\($0 < 10 ? "S" : "E"),0.\($0)\n" }.joined())
        let plain = try write(map, "plain.svg")
        #expect(plain.galaxies == 39 && plain.absent == 1 && plain.dimensions == 2 && plain.colorBy == nil)
        let summary = try write(map, "map.svg") { $0.joined = [classes] }
        #expect(summary.colorBy == "class")
        let text = try String(contentsOfFile: folder.file("map.svg"), encoding: .utf8)
        #expect(text.contains("E\n29") && text.contains("S\n10"))
        let numbers = try write(map, "p.pdf") { ($0.joined, $0.colorBy) = ([classes], "P") }
        #expect(numbers.colorBy == "p")
    }

    @Test func `Clusters are classes without their noise`() throws {
        let map = try map(3)
        let clusters = try folder.write(
            "clusters.csv", "id,cluster\n" + (0..<40).map { "g\($0),\($0 % 3 - 1)\n" }.joined())
        let summary = try write(map, "map.svg") { $0.joined = [clusters] }
        #expect(summary.dimensions == 3 && summary.colorBy == "cluster")
        let text = try String(contentsOfFile: folder.file("map.svg"), encoding: .utf8)
        #expect(text.contains("0\n13") && text.contains("1\n13") && text.contains("none\n13"))
    }

    @Test func `Pictures lie at points`() throws {
        let map = try map(2)
        for row in 1..<40 {
            try RGBImage(width: 20, height: 12, green: 255).writePNG(to: folder.file("g\(row).png"))
        }
        let summary = try write(map, "map.png") { $0.hasPictures = true }
        #expect(summary.pictures > 10 && summary.pictures < 40)
        let image = try RGBImage(contentsOf: folder.file("map.png"))
        #expect(stride(from: 0, to: image.pixels.count, by: 3).contains { image.pixels[$0..<($0 + 3)] == [0, 255, 0] })
    }

    @Test func `What cannot be drawn is told, and nothing is written`() throws {
        let map = try map(2)
        let other = try folder.write("other.csv", "id,class\n7,E\n")
        let noMap = try folder.write("no.csv", "id,x,y\ng1,1,2\n")
        let empty = try folder.write("empty.csv", "id,map_x,map_y\ng1,,\n")
        let words = try folder.write(
            "words.csv", "id,map_x,map_y,word\n" + (0..<300).map { "g\($0),1,\($0),w\($0)\n" }.joined())
        func problem(_ map: String, _ change: @escaping (inout MapFigure.Request) -> Void = { _ in }) -> String {
            let error = #expect(throws: InputError.self) { try write(map, "out.png", change) }
            return error?.description ?? ""
        }
        #expect(problem(noMap).contains("this is no map"))
        #expect(problem(empty).contains("no galaxy has a place"))
        #expect(problem(map) { $0.joined = [other] }.contains("knows none of the 40"))
        #expect(problem(map) { $0.colorBy = "mass" }.contains("mass"))
        #expect(problem(words) { $0.colorBy = "word" }.contains("300 different"))
        #expect(problem(map) { $0.view = (10, 10) }.contains("two dimensions"))
        #expect(problem(map) { $0.hasPictures = true }.contains("can be read"))
        #expect(problem(words) { $0.hasPictures = true }.contains("'file'"))
        #expect(try !folder.names().contains("out.png"))
    }
}
