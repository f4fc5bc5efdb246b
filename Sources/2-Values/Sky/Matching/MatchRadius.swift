internal import Glibc

/// Decides which pairs lie within a radius, exactly as `separation(to:) <= radius` does.
///
/// The straight distance decides but for a thin shell around the radius, in which rounding could change the answer;
/// there the separation itself is computed.
struct MatchRadius {
    let radius: Angle
    /// Pairs with a larger squared chord are outside; those between it and `inner` are measured.
    let outer: Double
    /// Pairs with a squared chord up to this are inside.
    let inner: Double

    /// Bound of the rounding of vectors and separations, in units of the sphere's radius; 1e-9 arcsec.
    private static let slack = 5e-15

    /// - Parameter radius: not negative; 180 degrees and more is the whole sky.
    init(_ radius: Angle) {
        precondition(radius.degrees >= 0, "a radius of \(radius.degrees) degrees")
        self.radius = radius
        if radius.degrees >= 180 {
            (inner, outer) = (5, 5)
            return
        }
        let chord = 2 * sin(radius.radians / 2)
        let (low, high) = (chord - Self.slack, chord + Self.slack)
        inner = low > 0 ? low * low : -1
        outer = high * high
    }
}
