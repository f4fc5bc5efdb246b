/// The name of a source by its position, as the IAU recommends: `J012621.15+032909.9`.
///
/// Digits are cut off, never rounded, so that a name does not change when digits are added to it.
public struct Designation: Sendable, Hashable, CustomStringConvertible {
    /// The designation, beginning with `J`.
    public let description: String

    /// - Parameters:
    ///   - position: ICRS, at the epoch of the catalogue.
    ///   - raDecimals: digits after the point of the seconds of right ascension, 0…6.
    ///   - decDecimals: digits after the point of the arcseconds of declination, 0…6.
    public init(_ position: SkyCoordinate, raDecimals: Int = 2, decDecimals: Int = 1) {
        let dec = position.dec
        let ra = Self.sexagesimal(seconds: position.ra.degrees * 240, decimals: raDecimals, wrapsAt: 24)
        let sign = dec.degrees < 0 ? "-" : "+"
        description =
            "J" + ra + sign + Self.sexagesimal(seconds: abs(dec.degrees) * 3600, decimals: decDecimals, wrapsAt: nil)
    }

    /// `HHMMSS.ss` of seconds, cut off; from `wrapsAt` hours on it begins at 0 again.
    private static func sexagesimal(seconds value: Double, decimals: Int, wrapsAt whole: Int?) -> String {
        precondition((0...6).contains(decimals), "\(decimals) decimals of a second")
        let unit = (0..<decimals).reduce(1) { result, _ in result * 10 }
        // A number that was written with these digits may lie a rounding error below them.
        var parts = Int((value + 1e-9) * Double(unit))
        if let whole, parts >= whole * 3600 * unit { parts = 0 }
        func padded(_ number: Int, _ digits: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        let (fraction, seconds) = (parts % unit, parts / unit)
        let whole = padded(seconds / 3600, 2) + padded(seconds / 60 % 60, 2) + padded(seconds % 60, 2)
        return decimals == 0 ? whole : whole + "." + padded(fraction, decimals)
    }
}
