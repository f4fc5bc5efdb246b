internal import Glibc

/// The sky around a position seen as a plane that touches it there: the gnomonic projection (Calabretta & Greisen 2002,
/// section 5.1.3). Great circles are straight lines.
///
/// ```swift
/// let plane = TangentPlane(center: galaxy)
/// let (east, north) = plane.point(of: neighbour) ?? (.nan, .nan)  // degrees
/// ```
public struct TangentPlane: Sendable, Equatable {
    /// Where the plane touches the sky.
    public let center: SkyCoordinate

    public init(center: SkyCoordinate) { self.center = center }

    /// Where a position lies on the plane: degrees to the east and to the north of the centre; nil 90 degrees from it and
    /// beyond.
    public func point(of position: SkyCoordinate) -> (east: Double, north: Double)? {
        let longitude = Angle(degrees: position.ra.degrees - center.ra.degrees)
        let (sine, cosine) = (position.dec.sine, position.dec.cosine)
        let depth = sine * center.dec.sine + cosine * center.dec.cosine * longitude.cosine
        guard depth > 1e-12 else { return nil }
        let east = cosine * longitude.sine / depth
        let north = (sine * center.dec.cosine - cosine * center.dec.sine * longitude.cosine) / depth
        return (Angle(radians: east).degrees, Angle(radians: north).degrees)
    }

    /// Which position lies at a point of the plane.
    ///
    /// - Parameters:
    ///   - east: degrees to the east of the centre.
    ///   - north: degrees to the north.
    public func position(east: Double, north: Double) -> SkyCoordinate? {
        let place = offset(east: Angle(degrees: east).radians, north: Angle(degrees: north).radians)
        var ra = (center.ra.degrees + Angle(radians: place.longitude).degrees).truncatingRemainder(dividingBy: 360)
        if ra < 0 { ra += 360 }
        return try? SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(radians: place.dec))
    }

    /// How far from the centre in right ascension, and at which declination, a point of the plane lies; all in radians.
    package func offset(east: Double, north: Double) -> (longitude: Double, dec: Double) {
        let across = center.dec.cosine - north * center.dec.sine
        return (
            atan2(east, across),
            atan2(center.dec.sine + north * center.dec.cosine, (east * east + across * across).squareRoot())
        )
    }
}
