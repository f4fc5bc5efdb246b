import Drawing
internal import Glibc
import Images
import Sky

/// The sky of a ``FootprintMap`` as pixels: galaxies and the footprint's outline, without grid and lettering.
struct SkyCanvas {
    private let center: Angle
    private var drawing: SmoothPixels

    static let sky = SIMD3<Float>(24, 29, 45)
    static let grid = Colour(red: 120, green: 132, blue: 165)
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
        drawing.outline(isInside, Self.outline, 0.85)
    }

    /// The projection's coordinates of the middle of a pixel.
    private func point(_ column: Int, _ row: Int) -> (x: Double, y: Double) {
        ((Double(column) + 0.5) / Double(drawing.columns) * 4 - 2, 1 - (Double(row) + 0.5) / Double(drawing.rows) * 2)
    }

    /// The map at its size.
    func image() -> RGBImage { drawing.image() }
}
