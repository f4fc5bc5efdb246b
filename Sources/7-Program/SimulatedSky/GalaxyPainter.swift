/// Paints a galaxy's light onto a tile, before the atmosphere.
///
/// Every pixel gets the mean brightness over its area: four points in most, 64 within ±5 pixels of the centre and 256
/// within ±1, where a Sérsic profile is steep.
struct GalaxyPainter {
    /// Tile pixels from 0.
    let x, y: Double
    let pixelScaleArcsec: Double
    /// Arcseconds along major and minor axis for one pixel to the right and one pixel up.
    private let uStep, vStep: SIMD2<Double>
    private let model: GalaxyModel
    private let shader: GalaxyShader

    /// - Parameters:
    ///   - x: of the galaxy on the tile.
    ///   - rotation: direction of the tile's up, from north towards east, radians.
    init(_ model: GalaxyModel, x: Double, y: Double, pixelScaleArcsec: Double, rotation: Double) {
        self.model = model
        self.x = x
        self.y = y
        self.pixelScaleArcsec = pixelScaleArcsec
        shader = GalaxyShader(model)
        let scale = pixelScaleArcsec
        // One pixel right goes (−cos, sin) of the rotation in (east, north), one pixel up goes (sin, cos).
        let east = SIMD2(-cosine(rotation), sine(rotation)) * scale
        let north = SIMD2(sine(rotation), cosine(rotation)) * scale
        let angle = model.positionAngle
        uStep = east * sine(angle) + north * cosine(angle)
        vStep = east * cosine(angle) - north * sine(angle)
    }

    func paint(on canvas: inout Canvas) {
        // The tile's pixels under the box around the galaxy.
        let extent = model.extent / (pixelScaleArcsec * pixelScaleArcsec)
        let reach = SIMD2(
            ((extent.x * uStep.x) * (extent.x * uStep.x) + (extent.y * vStep.x) * (extent.y * vStep.x)).squareRoot(),
            ((extent.x * uStep.y) * (extent.x * uStep.y) + (extent.y * vStep.y) * (extent.y * vStep.y)).squareRoot())
        let left = max(0, Int((x - reach.x).rounded(.down)))
        let right = min(canvas.width - 1, Int((x + reach.x).rounded(.up)))
        let bottom = max(0, Int((y - reach.y).rounded(.down)))
        let top = min(canvas.height - 1, Int((y + reach.y).rounded(.up)))
        guard left <= right, bottom <= top else { return }
        let (centreX, centreY) = (Int(x.rounded()), Int(y.rounded()))
        let area = Float(pixelScaleArcsec * pixelScaleArcsec)
        for row in bottom...top {
            let isCoreRow = abs(row - centreY) <= 5
            var column = left
            while column <= right {
                if isCoreRow && abs(column - centreX) <= 5 {
                    let points = abs(row - centreY) <= 1 && abs(column - centreX) <= 1 ? 16 : 8
                    let light = pixel(column, row, points: points) * area
                    for band in 0..<3 { canvas.bands[band][row * canvas.width + column] += light[band] }
                    column += 1
                    continue
                }
                var sums = (Lanes.zero, Lanes.zero, Lanes.zero)
                for half in [-0.25, 0.25] {
                    addLine(
                        x: Double(column), offsets: GalaxyPainter.quarters, y: Double(row) + half, to: &sums)
                }
                // Four pixels of two points each; the core's own pixels and those past the edge are left out.
                let end = min(column + 3, right)
                for target in column...end where !(isCoreRow && abs(target - centreX) <= 5) {
                    let lane = 2 * (target - column)
                    let index = row * canvas.width + target
                    canvas.bands[0][index] += (sums.0[lane] + sums.0[lane + 1]) * (0.25 * area)
                    canvas.bands[1][index] += (sums.1[lane] + sums.1[lane + 1]) * (0.25 * area)
                    canvas.bands[2][index] += (sums.2[lane] + sums.2[lane + 1]) * (0.25 * area)
                }
                column += 4
                if isCoreRow && column > centreX - 5 && column - 4 < centreX - 5 { column = max(left, centreX - 5) }
            }
        }
        for knot in model.knots { paint(knot, on: &canvas) }
    }

    private static let quarters = Lanes(-0.25, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3.25)

    /// Mean brightness of a pixel from `points` x `points` places; a multiple of 8.
    private func pixel(_ column: Int, _ row: Int, points: Int) -> SIMD3<Float> {
        var sums = (Lanes.zero, Lanes.zero, Lanes.zero)
        let step = 1 / Double(points)
        for line in 0..<points {
            let v = Double(row) - 0.5 + (Double(line) + 0.5) * step
            for chunk in 0..<(points / 8) {
                let start = -0.5 + (Double(chunk) * 8 + 0.5) * step
                let offsets = Lanes(0, 1, 2, 3, 4, 5, 6, 7) * Float(step) + Float(start)
                addLine(x: Double(column), offsets: offsets, y: v, to: &sums)
            }
        }
        return SIMD3(sums.0.sum(), sums.1.sum(), sums.2.sum()) / Float(points * points)
    }

    @inline(__always) private func addLine(
        x column: Double, offsets: Lanes, y row: Double, to sums: inout (Lanes, Lanes, Lanes)
    ) {
        let (dx, dy) = (column - x, row - y)
        let u = offsets * Float(uStep.x) + Float(dx * uStep.x + dy * uStep.y)
        let v = offsets * Float(vStep.x) + Float(dx * vStep.x + dy * vStep.y)
        shader.add(u: u, v: v, to: &sums)
    }

    /// A small Gaussian, integrated over pixels by its values at their centres; its width is at least 0.7 pixel.
    private func paint(_ knot: GalaxyModel.Knot, on canvas: inout Canvas) {
        let ratio = model.disc?.axisRatio ?? 1
        let (u, v) = (knot.along, knot.across * ratio)
        // The steps are orthogonal and as long as a pixel, so their transpose over the squared length inverts them.
        let square = pixelScaleArcsec * pixelScaleArcsec
        let px = x + (u * uStep.x + v * vStep.x) / square
        let py = y + (u * uStep.y + v * vStep.y) / square
        let sigma = max(knot.sigma / pixelScaleArcsec, 0.7)
        let reach = Int((4 * sigma).rounded(.up))
        let (column, row) = (Int(px.rounded()), Int(py.rounded()))
        for j in (row - reach)...(row + reach) where (0..<canvas.height).contains(j) {
            for i in (column - reach)...(column + reach) where (0..<canvas.width).contains(i) {
                let (dx, dy) = (Double(i) - px, Double(j) - py)
                let share = exponential(-(dx * dx + dy * dy) / (2 * sigma * sigma)) / (2 * .pi * sigma * sigma)
                for band in 0..<3 {
                    canvas.bands[band][j * canvas.width + i] += Float(knot.flux[band] * share)
                }
            }
        }
    }
}
