internal import Glibc

/// A position on the sky in ICRS.
///
/// ```swift
/// let galaxy = try SkyCoordinate(ra: Angle(degrees: 188.7366), dec: Angle(degrees: 12.3911))
/// let star = try SkyCoordinate(ra: "12:34:56.8", dec: "+12:23:28")
/// galaxy.separation(to: star).arcseconds
/// ```
public struct SkyCoordinate: Sendable, Hashable, Codable {
    /// Right ascension, 0 ≤ ra < 360 degrees.
    public let ra: Angle
    /// Declination, −90 ≤ dec ≤ +90 degrees.
    public let dec: Angle

    /// - Parameters:
    ///   - ra: right ascension, 0 to 360 degrees; 360 becomes 0.
    ///   - dec: declination, −90 to +90 degrees.
    /// - Throws: ``CoordinateError/outOfRange(_:degrees:)``, for NaN too.
    public init(ra: Angle, dec: Angle) throws(CoordinateError) {
        guard (0...360).contains(ra.degrees) else {
            throw .outOfRange(.rightAscension, degrees: ra.degrees)
        }
        guard (-90...90).contains(dec.degrees) else {
            throw .outOfRange(.declination, degrees: dec.degrees)
        }
        self.ra = ra.degrees == 360 ? Angle(degrees: 0) : ra
        self.dec = dec
    }

    /// A right ascension in degrees as catalogues count it, −180…180 or 0…360, within 0…360; others are given back as they are,
    /// and 360 as 0.
    package static func wrapped(ra: Double) -> Double {
        guard (-180..<0).contains(ra) else { return ra == 360 ? 0 : ra }
        // Less than the last digit of 360 below 0.
        return ra + 360 == 360 ? 0 : ra + 360
    }

    /// A position from text: decimal degrees, or sexagesimal with right ascension in hours.
    ///
    /// Sexagesimal is `14:14:00.5`, `14 14 00.5` or `14h14m00.5s`, and `-05:15:00`, `-05 15 00` or `-05d15m00s`.
    /// Throws ``CoordinateError``.
    public init(ra: String, dec: String) throws(CoordinateError) {
        let raDegrees: Double
        switch Sexagesimal.parse(ra, unit: "h") {
        case .decimal(let degrees): raDegrees = degrees
        case .sexagesimal(let hours): raDegrees = hours * 15
        case nil: throw .unreadable(.rightAscension, text: ra)
        }
        let decDegrees: Double
        switch Sexagesimal.parse(dec, unit: "d") {
        case .decimal(let degrees), .sexagesimal(let degrees): decDegrees = degrees
        case nil: throw .unreadable(.declination, text: dec)
        }
        try self.init(ra: Angle(degrees: raDegrees), dec: Angle(degrees: decDegrees))
    }

    /// The great-circle distance to `other`, 0 to 180 degrees.
    ///
    /// Vincenty's formula for the sphere (1975), accurate at every distance, antipodes included.
    public func separation(to other: SkyCoordinate) -> Angle {
        let difference = (other.ra - ra)
        let (sin1, cos1) = UnitVector.sineAndCosine(of: dec)
        let (sin2, cos2) = UnitVector.sineAndCosine(of: other.dec)
        let (sinDifference, cosDifference) = (difference.sine, difference.cosine)
        let across = cos2 * sinDifference
        let along = cos1 * sin2 - sin1 * cos2 * cosDifference
        let towards = sin1 * sin2 + cos1 * cos2 * cosDifference
        return Angle(radians: atan2(hypot(across, along), towards))
    }
}
