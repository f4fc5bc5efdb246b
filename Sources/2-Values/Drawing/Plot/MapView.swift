internal import Glibc

/// From where points in space are seen, with perspective: azimuth around the third axis and elevation above the plane of
/// the first two, as astronomers and matplotlib count them.
public struct MapView: Sendable, Equatable {
    /// Degrees; from azimuth 0 one looks along the first axis, from its upper end down.
    public let azimuth, elevation: Double

    /// From the side and from above.
    public static let standard = MapView(azimuth: -60, elevation: 22)

    /// - Parameters: degrees; the elevation lies in −90…90.
    public init(azimuth: Double, elevation: Double) {
        precondition(azimuth.isFinite && (-90...90).contains(elevation), "elevations lie in −90…90, not \(elevation)")
        (self.azimuth, self.elevation) = (azimuth, elevation)
    }

    /// Distance of the eye from the middle, in half diagonals of the box of all points.
    static let distance = 6.0

    /// Whether one looks almost along an axis, 0…2.
    func isEndOn(_ axis: Int) -> Bool {
        var unit = SIMD3<Double>.zero
        unit[axis] = 1
        return abs(project(unit).z) > 0.94
    }

    /// What a point of a unit ball looks like: x to the right, y up, in half diagonals, and how much nearer than the middle
    /// it is, −1…1.
    func project(_ point: SIMD3<Double>) -> SIMD3<Double> {
        let (turn, rise) = (azimuth * .pi / 180, elevation * .pi / 180)
        let (sine, cosine) = (sin(turn), cos(turn))
        let right = -sine * point.x + cosine * point.y
        let ahead = cosine * point.x + sine * point.y
        let up = cos(rise) * point.z - sin(rise) * ahead
        let nearer = cos(rise) * ahead + sin(rise) * point.z
        let grow = Self.distance / (Self.distance - nearer)
        return SIMD3(right * grow, up * grow, nearer)
    }
}
