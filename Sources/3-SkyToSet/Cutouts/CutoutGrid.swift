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

    /// Where a point of the tangent plane lies; plane coordinates in radians.
    private static func position(
        _ centre: SkyCoordinate, east: Double, north: Double
    ) throws(CoordinateError) -> SkyCoordinate {
        let place = TangentPlane(center: centre).offset(east: east, north: north)
        let turn = 2 * Double.pi
        let turned = (centre.ra.radians + place.longitude).truncatingRemainder(dividingBy: turn)
        return try SkyCoordinate(
            ra: Angle(radians: turned < 0 ? turned + turn : turned), dec: Angle(radians: place.dec))
    }
}
