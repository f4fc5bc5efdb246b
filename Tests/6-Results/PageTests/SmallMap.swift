import Foundation
import Images
import Page
import TestSupport

/// A small map in three dimensions with its manifest, predictions, clusters and pictures.
struct SmallMap {
    let directory: TemporaryDirectory
    let ids: [String]

    init(count: Int) throws {
        directory = try TemporaryDirectory()
        // Beyond the whole numbers of a double, and with a zero in front.
        ids = (0..<count).map { "0\(1_237_648_702_966_988_820 + 7 * $0)" }
        try FileManager.default.createDirectory(
            atPath: directory.file("images"), withIntermediateDirectories: true)
        var (map, manifest) = ("id,map_x,map_y,map_z\n", "id,file,ra,dec,label,note,mag\n")
        var (predictions, clusters) = ("id,file,p_elliptical,p_spiral,class,flag\n", "id,cluster\n")
        for (row, id) in ids.enumerated() {
            let angle = Double(row) * 0.7
            map += "\(id),\(cos(angle) * Double(row)),\(sin(angle) * Double(row)),\(row % 5)\n"
            let label = row % 3 == 0 ? "spiral" : row % 3 == 1 ? "elliptical" : ""
            let note = row == 1 ? "\"a, \"\"b\"\"\"" : row == 2 ? "</script><b>" : "plain"
            let magnitude = row == 5 ? "" : "\(17 + Double(row) / 100)"
            manifest += "\(id),images/\(id).png,\(12 + Double(row) / 8),\(row - 20),\(label),\(note),\(magnitude)\n"
            let share = Double(row) / Double(count)
            predictions += "\(id),other/\(id).png,\(1 - share),\(share),\(share > 0.5 ? "spiral" : "elliptical"),ok\n"
            clusters += "\(id),\(row % 7 == 6 ? -1 : row % 2)\n"
            try Self.picture(row).writePNG(to: directory.file("images/\(id).png"))
        }
        try directory.write("map.csv", map)
        try directory.write("manifest.csv", manifest)
        try directory.write("predictions.csv", predictions)
        try directory.write("clusters.csv", clusters)
    }

    /// The whole page.
    func request() -> GalaxyPage.Request {
        var request = GalaxyPage.Request(map: directory.file("map.csv"), output: directory.file("page.html"))
        request.manifest = directory.file("manifest.csv")
        request.predictions = directory.file("predictions.csv")
        request.clusters = directory.file("clusters.csv")
        request.title = "A small map"
        return request
    }

    /// A blob, brighter from row to row.
    private static func picture(_ row: Int) -> RGBImage {
        var image = RGBImage(width: 72, height: 64)
        for y in 0..<64 {
            for x in 0..<72 {
                let distance = hypot(Double(x) - 36, Double(y) - 32)
                let value = UInt8(255 * exp(-distance * distance / Double(80 + 12 * row)))
                for colour in 0..<3 { image.pixels[(y * 72 + x) * 3 + colour] = colour == row % 3 ? value : value / 2 }
            }
        }
        return image
    }
}
