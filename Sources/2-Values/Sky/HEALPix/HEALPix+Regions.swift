internal import Glibc

extension HEALPix {
    /// The pixels that have a point in common with a cone, as rising ranges that do not touch.
    ///
    /// All of them, and at its edge a few that miss it by less than a quarter of a pixel. What is kept by pixel is asked so:
    ///
    /// ```swift
    /// let grid = HEALPix(order: 8)
    /// for pixels in grid.cone(center: galaxy, radius: Angle(arcminutes: 5)) { rows += store.rows(in: pixels) }
    /// ```
    public func cone(center: SkyCoordinate, radius: Angle) -> [Range<Int>] {
        pixels(covering: SkyCone(center: center, radius: radius))
    }

    /// The pixels that have a point in common with a region, as rising ranges that do not touch.
    ///
    /// All of them, and at its edge a few that miss it by less than a quarter of a pixel.
    public func pixels(covering region: some SkyRegion) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        func visit(_ pixel: Int, _ level: HEALPix) {
            switch region.relation(to: pixel, of: level) {
            case .outside: return
            case .partial where level.order < order:
                let next = HEALPix(order: level.order + 1)
                for child in (4 * pixel)..<(4 * pixel + 4) { visit(child, next) }
                return
            case .partial where !level.touches(region, pixel, depth: 2): return
            case .partial, .inside: break
            }
            let shift = 2 * (order - level.order)
            let range = (pixel << shift)..<((pixel + 1) << shift)
            if let last = ranges.last, last.upperBound == range.lowerBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        let base = HEALPix(order: 0)
        for pixel in 0..<12 { visit(pixel, base) }
        return ranges
    }

    /// Whether parts of a pixel, `depth` orders finer, may have a point in common with a region.
    private func touches(_ region: some SkyRegion, _ pixel: Int, depth: Int) -> Bool {
        if depth == 0 || order == 29 { return true }
        let next = HEALPix(order: order + 1)
        return ((4 * pixel)..<(4 * pixel + 4)).contains { child in
            switch region.relation(to: child, of: next) {
            case .outside: false
            case .inside: true
            case .partial: next.touches(region, child, depth: depth - 1)
            }
        }
    }

    /// The greatest distance between the middle of a pixel of this order and one of its points.
    ///
    /// It is that of the pixels whose middle lies on the circle sin(dec) = 2/3 beside the edge of a base pixel: to their
    /// northern corner, which lies on that edge.
    public var farthestCorner: Angle {
        let step = 1 / Double(side)
        let middle = Angle(degrees: HEALPixPlane.declination(row: 0, sum: 1).degrees)
        let corner = Angle(degrees: HEALPixPlane.declination(row: 0, sum: 1 + step).degrees)
        let (height, width) = (sin((corner - middle).radians / 2), sin(.pi / 8 * step))
        return Angle(
            radians: 2 * asin((height * height + middle.cosine * corner.cosine * width * width).squareRoot()))
    }

    /// The right ascensions and declinations, degrees, between which a pixel lies; `raFrom` may be below 0.
    func bounds(of pixel: Int) -> (raFrom: Double, raTo: Double, decFrom: Double, decTo: Double) {
        let cell = cell(pixel)
        let (row, quarter) = (cell.face >> 2, Double(cell.face & 3))
        let scale = 1 / Double(side)
        let sum = Double(cell.x + cell.y)
        // The western and the eastern corner lie at the same declination; edges between corners rise or fall throughout.
        let (_, width) = HEALPixPlane.declination(row: row, sum: (sum + 1) * scale)
        let middle = row == 1 ? quarter : quarter + 0.5
        func ra(_ difference: Int) -> Double { 90 * (middle + Double(difference) * scale / (2 * width)) }
        return (
            ra(cell.x - cell.y - 1), ra(cell.x - cell.y + 1),
            HEALPixPlane.declination(row: row, sum: sum * scale).degrees,
            HEALPixPlane.declination(row: row, sum: (sum + 2) * scale).degrees
        )
    }
}
