import Images
import Sky

#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// The map of a ``FootprintMap`` without its lettering, computed at twice its size, which smooths its lines.
struct SkyCanvas {
    private let columns: Int
    private let rows: Int
    private let center: Angle
    private var pixels: [SIMD3<Float>]

    private static let sky = SIMD3<Float>(24, 29, 45)
    private static let grid = SIMD3<Float>(120, 132, 165)
    private static let outline = SIMD3<Float>(255, 255, 255)

    /// - Parameters:
    ///   - width: of the map, pixels; it is half as high.
    ///   - page: colour around the map.
    init(_ map: FootprintMap, width: Int, page: SIMD3<Float>) {
        (columns, rows, center) = (width / 2 * 4, width / 2 * 2, map.center)
        pixels = [SIMD3<Float>](repeating: page, count: columns * rows)
        var isInside = [Bool](repeating: false, count: pixels.count)
        let layers = map.layers.map { ($0.counts, $0.colour.rgb, log1pf(Float($0.counts.max() ?? 0))) }
        for row in 0..<rows {
            for column in 0..<columns {
                let (x, y) = point(column, row)
                guard let position = AllSkyProjection.mollweide.position(x: x, y: y, center: center) else { continue }
                var colour = Self.sky
                let cell = FootprintMap.Layer.cells.pixel(of: position)
                for (counts, own, largest) in layers where counts[cell] > 0 {
                    colour += (own - colour) * (0.4 + 0.6 * log1pf(Float(counts[cell])) / largest)
                }
                pixels[row * columns + column] = colour
                isInside[row * columns + column] = !map.footprint.isEverywhere && map.footprint.contains(position)
            }
        }
        drawGrid()
        drawEdge()
        drawOutline(isInside)
    }

    /// The projection's coordinates of the middle of a pixel.
    private func point(_ column: Int, _ row: Int) -> (x: Double, y: Double) {
        ((Double(column) + 0.5) / Double(columns) * 4 - 2, 1 - (Double(row) + 0.5) / Double(rows) * 2)
    }

    /// Meridians every 30 and parallels every 30 degrees.
    private mutating func drawGrid() {
        var isLine = [Bool](repeating: false, count: pixels.count)
        func mark(_ longitude: Double, _ dec: Double) {
            let (x, y) = FootprintPainter.point(longitude: longitude, dec: dec, center: center)
            let column = Int((x + 2) / 4 * Double(columns))
            let row = Int((1 - y) / 2 * Double(rows))
            if (0..<columns).contains(column) && (0..<rows).contains(row) { isLine[row * columns + column] = true }
        }
        let steps = 2 * columns
        for step in 0...steps {
            let share = Double(step) / Double(steps)
            for longitude in stride(from: -150.0, through: 150, by: 30) { mark(longitude, -90 + 180 * share) }
            for dec in stride(from: -60.0, through: 60, by: 30) { mark(-179.999 + 359.998 * share, dec) }
        }
        for index in pixels.indices where isLine[index] { pixels[index] += (Self.grid - pixels[index]) * 0.34 }
    }

    /// The edge of the sky, a ring of even width.
    private mutating func drawEdge() {
        let thickness = 3.0 / Double(rows)
        for row in 0..<rows {
            for column in 0..<columns {
                let (x, y) = point(column, row)
                let radius = (x * x / 4 + y * y).squareRoot()
                // Distance to the ellipse, to first order.
                let slope = (x * x / 16 + y * y).squareRoot() / radius
                if abs(radius - 1) < thickness * slope { pixels[row * columns + column] = Self.grid }
            }
        }
    }

    /// The edge of what is inside, a line of one pixel of the final map.
    private mutating func drawOutline(_ isInside: [Bool]) {
        for row in 1..<(rows - 1) {
            for column in 1..<(columns - 1) {
                let index = row * columns + column
                let isEdge = [1, -1, columns, -columns].contains { isInside[index] != isInside[index + $0] }
                if isEdge { pixels[index] += (Self.outline - pixels[index]) * 0.85 }
            }
        }
    }

    /// The map at its size.
    func image() -> RGBImage {
        var bytes = [UInt8](repeating: 0, count: columns / 2 * (rows / 2) * 3)
        for row in 0..<(rows / 2) {
            for column in 0..<(columns / 2) {
                let index = 2 * row * columns + 2 * column
                let upper = pixels[index] + pixels[index + 1]
                let mean = (upper + pixels[index + columns] + pixels[index + columns + 1]) / 4
                for channel in 0..<3 {
                    bytes[(row * (columns / 2) + column) * 3 + channel] = UInt8(max(0, min(255, mean[channel])))
                }
            }
        }
        return RGBImage(width: columns / 2, height: rows / 2, pixels: bytes)
    }
}
