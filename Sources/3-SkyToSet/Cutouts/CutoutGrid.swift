internal import Foundation
internal import Sky

/// The cutout's own pixel grid on the sky: tangent plane at the galaxy, north up, east left.
struct CutoutGrid {
    let size: Int
    let halfSideArcsec: Double
    /// Sky positions of the centre and of the points half a side to the right of it and above it.
    let centre, right, up: SkyCoordinate

    init(_ request: CutoutRequest, size: Int) throws {
        self.size = size
        halfSideArcsec = request.halfSide.arcseconds
        centre = request.position
        let half = request.halfSide.radians
        right = try CutoutGrid.position(centre, east: -half, north: 0)
        up = try CutoutGrid.position(centre, east: 0, north: half)
    }

    /// Inverse gnomonic projection (Calabretta and Greisen 2002, section 5.1.3); plane coordinates in radians.
    private static func position(
        _ centre: SkyCoordinate, east: Double, north: Double
    ) throws(CoordinateError) -> SkyCoordinate {
        let across = centre.dec.cosine - north * centre.dec.sine
        let ra = centre.ra.radians + atan2(east, across)
        let dec = atan2(centre.dec.sine + north * centre.dec.cosine, (east * east + across * across).squareRoot())
        let turn = 2 * Double.pi
        let turned = ra.truncatingRemainder(dividingBy: turn)
        return try SkyCoordinate(ra: Angle(radians: turned < 0 ? turned + turn : turned), dec: Angle(radians: dec))
    }
}
