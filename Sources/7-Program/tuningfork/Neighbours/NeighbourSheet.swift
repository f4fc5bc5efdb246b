import Drawing
import Files
import Images
import Manifests
import Neighbours

/// The contact sheet of `neighbours`: each query first in a row of its own, then its neighbours; or the anomalies.
enum NeighbourSheet {
    /// Most pictures in a row.
    private static let columns = 11

    /// - Throws: `InputError` when a galaxy's picture is not named, not there or cannot be read.
    static func make(_ results: NeighbourResults) throws -> ContactSheet {
        let longest = results.groups.map { $0.found.count + ($0.query == nil ? 0 : 1) }.max() ?? 0
        let columns = max(1, min(longest, columns))
        var tiles: [ContactSheet.Tile] = []
        for group in results.groups {
            if let query = group.query {
                tiles.append(
                    .init(image: try picture(query.picture, of: query.name), caption: "of \(query.name.fileName)"))
            }
            for (rank, neighbour) in group.found.enumerated() {
                let id = results.galaxies.file.ids[neighbour.row]
                tiles.append(
                    .init(
                        image: try picture(results.galaxies.picture(neighbour.row), of: id),
                        caption: "\(rank + 1) \(id) \(rounded(neighbour.distance))"))
            }
            while group.query != nil, tiles.count % columns != 0 {
                tiles.append(.init(image: RGBImage(width: 1, height: 1, red: 28, green: 30, blue: 36), caption: ""))
            }
        }
        let title = results.groups.contains { $0.query != nil } ? "Most alike" : "Most anomalous"
        return ContactSheet(title: title, tiles: tiles, columns: columns)
    }

    private static func picture(_ path: String?, of name: String) throws -> RGBImage {
        guard let path else {
            throw InputError(
                problem: "the table beside the vectors names no picture of '\(name)'", remedy: "Leave --sheet out")
        }
        do {
            return try RGBImage(contentsOf: path)
        } catch {
            throw InputError(
                problem: "the picture of '\(name)' cannot be shown: \(error)",
                remedy: "Say with --images from which folder the paths count, or leave --sheet out")
        }
    }

    /// Four figures.
    private static func rounded(_ distance: Float) -> String {
        var text = "\(distance)"
        if let point = text.firstIndex(of: "."), !text.contains("e") {
            let digits = max(0, 4 - text.distance(from: text.startIndex, to: point))
            let end = text.index(point, offsetBy: digits + 1, limitedBy: text.endIndex) ?? text.endIndex
            text = String(text[..<(digits == 0 ? point : end)])
        }
        return text
    }
}
