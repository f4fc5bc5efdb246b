internal import Images
internal import Synchronization
internal import Workers

/// In which order galaxies are cut out and stored: tile by tile, from the bottom of each to the top. How the order is cut into
/// chunks depends on the threads, the order does not.
struct CutoutPlan: Sendable {
    /// Rows of the catalogue, some hundred at most, that lie near to each other on one tile.
    private(set) var chunks: [[Int32]] = []
    /// For each row the image of the first band in which it lies deepest; −1 where there is none.
    private(set) var image: [Int32]

    /// Pixels of all bands that a chunk may hold in memory, and most galaxies of a chunk.
    private static let mostPixels = 6_000_000.0
    private static let mostRows = 512

    /// - Parameters:
    ///   - threads: each gets some chunks.
    ///   - isWanted: false for rows that are done.
    init(_ catalogue: CutoutCatalogue, tiles: TileSet, bands: [String], threads: Int, isWanted: [Bool]) {
        let count = catalogue.count
        let step = 1 << 10
        let places = Mutex([(image: Int32, y: Float)](repeating: (-1, 0), count: count))
        Workers.perform((count + step - 1) / step) { part in
            let rows = part * step..<min(count, (part + 1) * step)
            let found = rows.map { row -> (image: Int32, y: Float) in
                guard case .success(let request) = catalogue.request(row),
                    let place = tiles.deepest(request.position, band: bands[0])
                else { return (-1, 0) }
                return (Int32(place.image), Float(place.pixel.y))
            }
            places.withLock { $0.replaceSubrange(rows, with: found) }
        }
        let found = places.withLock { $0 }
        image = found.map(\.image)
        let order = (0..<count).filter { isWanted[$0] }.sorted { left, right in
            (found[left].image, found[left].y, left) < (found[right].image, found[right].y, right)
        }
        let most = max(1, min(CutoutPlan.mostRows, order.count / (4 * threads)))
        var chunk: [Int32] = []
        var pixels = 0.0
        for row in order {
            let scale = image[row] >= 0 ? tiles.images[Int(image[row])].wcs.pixelScaleArcsec : 1
            let side = catalogue.halfSide[row].isNaN ? 0 : 2.2 * catalogue.halfSide[row] / scale + 6
            let more = side * side * Double(bands.count)
            if let last = chunk.last,
                image[Int(last)] != image[row] || chunk.count >= most || pixels + more > CutoutPlan.mostPixels
            {
                chunks.append(chunk)
                chunk = []
                pixels = 0
            }
            chunk.append(Int32(row))
            pixels += more
        }
        if !chunk.isEmpty { chunks.append(chunk) }
    }
}
