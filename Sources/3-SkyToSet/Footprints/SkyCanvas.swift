internal import Glibc
import Images
import Sky

/// The map of a ``FootprintMap`` without its lettering.
struct SkyCanvas {
    private let center: Angle
    private var drawing: SmoothPixels

    static let sky = SIMD3<Float>(24, 29, 45)
    static let grid = SIMD3<Float>(120, 132, 165)
    static let outline = SIMD3<Float>(255, 255, 255)

    /// - Parameters:
    ///   - width: of the map, pixels; it is half as high.
    ///   - page: colour around the map.
    init(_ map: FootprintMap, width: Int, page: SIMD3<Float>) {
        center = map.center
        drawing = SmoothPixels(width: width / 2 * 2, height: width / 2, colour: page)
        var isInside = [Bool](repeating: false, count: drawing.pixels.count)
        let layers = map.layers.map { ($0.counts, $0.colour.rgb, log1pf(Float($0.counts.max() ?? 0))) }
        for row in 0..<drawing.rows {
            for column in 0..<drawing.columns {
                let (x, y) = point(column, row)
                guard let position = AllSkyProjection.mollweide.position(x: x, y: y, center: center) else { continue }
                var colour = Self.sky
                let cell = FootprintMap.Layer.cells.pixel(of: position)
                for (counts, own, largest) in layers where counts[cell] > 0 {
                    colour += (own - colour) * (0.4 + 0.6 * log1pf(Float(counts[cell])) / largest)
                }
                let index = row * drawing.columns + column
                drawing.pixels[index] = colour
                isInside[index] = !map.footprint.isEverywhere && map.footprint.contains(position)
            }
        }
        drawGrid()
        drawEdge()
        drawing.outline(isInside, Self.outline, 0.85)
    }

    /// The projection's coordinates of the middle of a pixel.
    private func point(_ column: Int, _ row: Int) -> (x: Double, y: Double) {
        ((Double(column) + 0.5) / Double(drawing.columns) * 4 - 2, 1 - (Double(row) + 0.5) / Double(drawing.rows) * 2)
    }

    /// Meridians every 30 and parallels every 30 degrees.
    private mutating func drawGrid() {
        let (columns, rows) = (drawing.columns, drawing.rows)
        var isLine = [Bool](repeating: false, count: drawing.pixels.count)
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
        drawing.mix(Self.grid, 0.34, where: isLine)
    }

    /// The edge of the sky, a ring of even width.
    private mutating func drawEdge() {
        let thickness = 3.0 / Double(drawing.rows)
        for row in 0..<drawing.rows {
            for column in 0..<drawing.columns {
                let (x, y) = point(column, row)
                let radius = (x * x / 4 + y * y).squareRoot()
                // Distance to the ellipse, to first order.
                let slope = (x * x / 16 + y * y).squareRoot() / radius
                if abs(radius - 1) < thickness * slope { drawing.pixels[row * drawing.columns + column] = Self.grid }
            }
        }
    }

    /// The map at its size.
    func image() -> RGBImage { drawing.image() }
}
