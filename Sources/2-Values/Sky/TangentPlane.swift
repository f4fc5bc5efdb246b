internal import Glibc

/// The sky around a position seen as a plane that touches it there: the gnomonic projection (Calabretta & Greisen 2002,
/// section 5.1.3). Great circles are straight lines.
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
        let (x, y) = (Angle(degrees: east).radians, Angle(degrees: north).radians)
        let across = center.dec.cosine - y * center.dec.sine
        let longitude = Angle(radians: atan2(x, across)).degrees
        let dec = atan2(center.dec.sine + y * center.dec.cosine, (x * x + across * across).squareRoot())
        var ra = (center.ra.degrees + longitude).truncatingRemainder(dividingBy: 360)
        if ra < 0 { ra += 360 }
        return try? SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(radians: dec))
    }
}
