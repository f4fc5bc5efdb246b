import Drawing
internal import Foundation
import Images
import Sky

/// A ``SmallField`` drawn large, north up and east to the left: galaxies as dots, a grid, the footprint's outline.
struct FieldCanvas {
    /// Where a line of the grid meets an edge.
    struct Mark: Equatable {
        /// Share of the edge, 0…1, from the left or from the top.
        let place: Double
        let text: String
    }

    /// Right ascensions along the lower edge.
    private(set) var ra: [Mark] = []
    /// Declinations along the left edge.
    private(set) var dec: [Mark] = []
    private var drawing: SmoothPixels
    private let field: SmallField

    /// - Parameters:
    ///   - width: pixels across and high.
    ///   - unit: an 800th of the page, pixels; a dot is 2 to 4 across.
    init(_ map: FootprintMap, _ field: SmallField, width: Int, unit: Double) {
        self.field = field
        drawing = SmoothPixels(width: width, height: width, colour: SkyCanvas.sky)
        let steps = field.steps
        var cells = [SIMD2<Int32>](repeating: .zero, count: drawing.pixels.count)
        var isInside = [Bool](repeating: false, count: drawing.pixels.count)
        for row in 0..<drawing.rows {
            for column in 0..<drawing.columns {
                guard let position = position(Double(column) + 0.5, Double(row) + 0.5) else { continue }
                let index = row * drawing.columns + column
                cells[index] = SIMD2(
                    Int32((position.ra.degrees / steps.ra).rounded(.down)),
                    Int32((position.dec.degrees / steps.dec).rounded(.down)))
                isInside[index] = !map.footprint.isEverywhere && map.footprint.contains(position)
            }
        }
        drawing.outline(cells, SkyCanvas.grid.rgb, 0.34)
        // As large as leaves most of the field free, 2 to 4 units across.
        let most = Double(map.layers.map(\.fine.counts.count).max() ?? 1)
        let room = Double(drawing.columns) * (0.1 / most).squareRoot()
        let radius = min(max(room, 2 * unit), 4 * unit)
        for layer in map.layers where layer.count > 0 { draw(layer, radius: radius) }
        drawing.outline(isInside, SkyCanvas.outline, 0.85)
        let count = drawing.columns
        let bottom = (0..<count).map { position(Double($0) + 0.5, Double(count)) }
        ra = Self.marks(bottom.map { $0?.ra.degrees ?? 0 }, step: steps.ra, turn: 360, isSigned: false)
        let left = (0..<count).map { position(0, Double($0) + 0.5) }
        dec = Self.marks(left.map { $0?.dec.degrees ?? 0 }, step: steps.dec, turn: nil, isSigned: true)
    }

    /// The sky at a place of the drawing, in its pixels.
    private func position(_ column: Double, _ row: Double) -> SkyCoordinate? {
        let scale = field.side / Double(drawing.columns)
        return field.plane.position(
            east: field.side / 2 - column * scale, north: field.side / 2 - row * scale)
    }

    /// Draws a set: a dot for each cell that has galaxies, the brighter, the more lie there.
    private mutating func draw(_ layer: FootprintMap.Layer, radius: Double) {
        let count = drawing.columns
        let perDegree = Double(count) / field.side
        let cell = layer.fine.grid.resolution.degrees * perDegree
        let radius = max(radius, 0.6 * cell)
        var counts = [Float](repeating: 0, count: drawing.pixels.count)
        for (cell, galaxies) in layer.fine.counts {
            guard let point = field.plane.point(of: layer.fine.grid.center(of: cell)) else { continue }
            let x = (field.side / 2 - point.east) * perDegree
            let y = (field.side / 2 - point.north) * perDegree
            for row in max(0, Int(y - radius))...max(0, min(count - 1, Int(y + radius))) {
                for column in max(0, Int(x - radius))...max(0, min(count - 1, Int(x + radius))) {
                    let (dx, dy) = (Double(column) + 0.5 - x, Double(row) + 0.5 - y)
                    if dx * dx + dy * dy <= radius * radius { counts[row * count + column] += Float(galaxies) }
                }
            }
        }
        let largest = log1pf(counts.max() ?? 0)
        for index in counts.indices where counts[index] > 0 {
            let share = 0.5 + 0.5 * log1pf(counts[index]) / largest
            drawing.pixels[index] += (layer.colour.rgb - drawing.pixels[index]) * share
        }
    }

    /// Where the values along an edge pass a multiple of `step`; each multiple once.
    private static func marks(_ values: [Double], step: Double, turn: Double?, isSigned: Bool) -> [Mark] {
        var digits = 0
        while digits < 3, abs((step * pow(10, Double(digits))).rounded() - step * pow(10, Double(digits))) > 1e-6 {
            digits += 1
        }
        var marks: [Mark] = []
        for index in values.indices.dropFirst() {
            let (before, after) = (values[index - 1], values[index])
            let lines = [(before / step).rounded(.down), (after / step).rounded(.down)]
            guard lines[0] != lines[1] else { continue }
            let wraps = turn.map { abs(before - after) > $0 / 2 } ?? false
            let value = wraps ? 0 : max(lines[0], lines[1]) * step
            let sign = !isSigned || value == 0 ? "" : value < 0 ? "−" : "+"
            let text = sign + String(format: "%.\(digits)f°", abs(value))
            if !marks.contains(where: { $0.text == text }) {
                marks.append(Mark(place: Double(index) / Double(values.count), text: text))
            }
        }
        return marks
    }

    /// The field at its size.
    func image() -> RGBImage { drawing.image() }
}
