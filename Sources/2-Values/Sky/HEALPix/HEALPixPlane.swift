internal import Glibc

/// The HEALPix projection, in which each base pixel is a square on its corner (Calabretta & Roukema 2007, eqs 1–6).
enum HEALPixPlane {
    /// The position of a point of a base pixel.
    /// - Parameters:
    ///   - x: 0 at the south-western edge, 1 at the north-eastern.
    ///   - y: 0 at the south-eastern edge, 1 at the north-western.
    static func position(face: Int, x: Double, y: Double) -> SkyCoordinate {
        let (row, quarter) = (face >> 2, Double(face & 3))
        let (dec, width) = declination(row: row, sum: x + y)
        let middle = row == 1 ? quarter : quarter + 0.5
        var ra = 90 * (width == 0 ? middle : middle + (x - y) / (2 * width))
        if ra < 0 { ra += 360 }
        if ra >= 360 { ra -= 360 }
        guard let position = try? SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec)) else {
            preconditionFailure("base pixel \(face) has no point (\(x), \(y))")
        }
        return position
    }

    /// The declination, degrees, of the points of a base pixel that have x + y = `sum`; and by how much a base pixel
    /// narrows there, 1 between the circles of sin(dec) = ±2/3, 0 at a pole.
    @inline(__always)
    static func declination(row: Int, sum: Double) -> (degrees: Double, width: Double) {
        // Height above the equator, in which the diagonal of a base pixel is 1.
        let height = sum / 2 + [0, -0.5, -1][row]
        if abs(height) <= 0.5 { return (asin(height * 4 / 3) * (180 / .pi), 1) }
        let width = 2 * (1 - abs(height))
        // sin(dec) = 1 − width²/3, written so that it is precise at the pole.
        let dec = 90 - 2 * asin(width / 6.0.squareRoot()) * (180 / .pi)
        return (height > 0 ? dec : -dec, width)
    }
}
