/// In which rectangles an image is read so that many parts of it are there and no compressed tile is read twice.
enum PartsPlan {
    /// A rectangle to read, and the parts that have pixels in it.
    struct Piece {
        let area: FITSFile.Region
        let regions: [Int]
    }

    /// Pixels that are read at a time, about.
    private static let pixels = 1 << 20

    /// The rectangles for a compressed image: strips of whole tiles from the bottom to the top, cut where no part needs
    /// them. For a plain image each part by itself.
    static func pieces(of regions: [FITSFile.Region], shape: FITSFile.Shape) -> [Piece] {
        guard let tile = shape.compressedTile else {
            return regions.indices.map { Piece(area: regions[$0], regions: [$0]) }
        }
        let order = regions.indices.sorted { (regions[$0].y, $0) < (regions[$1].y, $1) }
        let most = max(1, pixels / (shape.width * tile.height)) * tile.height
        var pieces: [Piece] = []
        var active: [Int] = []
        var next = 0
        var row = 0
        while true {
            active.removeAll { regions[$0].rows.upperBound <= row }
            if active.isEmpty {
                guard next < order.count else { return pieces }
                row = max(row, regions[order[next]].y / tile.height * tile.height)
            }
            // Up to where the strip is needed without a gap.
            var end = active.map { regions[$0].rows.upperBound }.max() ?? row
            let limit = row + most
            while next < order.count, regions[order[next]].y < min(max(end, row + 1), limit) || active.isEmpty {
                active.append(order[next])
                end = max(end, regions[order[next]].rows.upperBound)
                next += 1
            }
            end = min((min(end, limit) + tile.height - 1) / tile.height * tile.height, limit, shape.height)
            // Parts that begin in the last tiles' other rows.
            while next < order.count, regions[order[next]].y < end {
                active.append(order[next])
                next += 1
            }
            for columns in merged(active.map { whole(regions[$0].columns, tile.width, shape.width) }) {
                pieces.append(
                    Piece(
                        area: FITSFile.Region(x: columns.lowerBound, y: row, width: columns.count, height: end - row),
                        regions: active))
            }
            row = end
        }
    }

    /// A range widened to whole tiles.
    private static func whole(_ range: Range<Int>, _ tile: Int, _ length: Int) -> Range<Int> {
        range.lowerBound / tile * tile..<min((range.upperBound + tile - 1) / tile * tile, length)
    }

    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, last.upperBound >= range.lowerBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}
