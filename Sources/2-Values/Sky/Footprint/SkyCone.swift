internal import Glibc

/// All positions within a radius of a centre.
///
/// ```swift
/// let isNear = SkyCone(center: cluster, radius: Angle(arcminutes: 30)).contains(galaxy)
/// ```
public struct SkyCone: SkyRegion, Hashable {
    public let center: SkyCoordinate
    /// 0 to 180 degrees.
    public let radius: Angle

    private let vector: UnitVector

    /// - Parameter radius: 0 to 180 degrees; traps below 0, and more than 180 is the whole sky.
    public init(center: SkyCoordinate, radius: Angle) {
        precondition(radius.degrees >= 0, "a radius of \(radius.degrees) degrees")
        self.center = center
        self.radius = min(radius, Angle(degrees: 180))
        vector = UnitVector(center)
    }

    public func contains(_ position: SkyCoordinate) -> Bool { center.separation(to: position) <= radius }

    public func relation(to pixel: Int, of healpix: HEALPix) -> SkyRegionRelation {
        let middle = UnitVector(healpix.center(of: pixel))
        let chord = middle.squaredChord(to: vector)
        let reach = healpix.farthestCorner.radians
        if chord > Self.squaredChord(radius.radians + reach + Self.slack) { return .outside }
        return chord <= Self.squaredChord(radius.radians - reach - Self.slack) ? .inside : .partial
    }

    /// Covers the rounding of vectors, radians.
    private static let slack = 2e-15

    /// The square of the straight distance across an angle in radians; −1 below 0 and 5 above π.
    private static func squaredChord(_ angle: Double) -> Double {
        if angle < 0 { return -1 }
        if angle >= .pi { return 5 }
        let half = sin(angle / 2)
        return 4 * half * half
    }
}
