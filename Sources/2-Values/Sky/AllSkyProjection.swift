internal import Glibc

/// The whole sky on one ellipse, twice as wide as high, areas kept (Calabretta & Greisen 2002, sections 5.3.4 and 5.3.5).
///
/// x runs from −2 to 2 and y from −1 to 1; north is up and east, rising right ascension, to the left, as the sky is seen.
public enum AllSkyProjection: String, Sendable, CaseIterable, Codable {
    /// Parallels are straight (Mollweide).
    case mollweide
    /// Parallels are bent, shapes near the edge less sheared (Hammer–Aitoff).
    case hammerAitoff

    /// Where a position is drawn.
    /// - Parameter center: right ascension in the middle.
    public func point(
        of position: SkyCoordinate, center: Angle = Angle(degrees: 0)
    ) -> (x: Double, y: Double) {
        var east = (position.ra.degrees - center.degrees).remainder(dividingBy: 360)
        if east == 180 { east = -180 }
        let longitude = Angle(degrees: east).radians
        switch self {
        case .mollweide:
            let distance = Self.auxiliary(poleDistance: Angle(degrees: 90 - abs(position.dec.degrees)).radians)
            let y = cos(distance)
            return (-2 * longitude / .pi * sin(distance), position.dec.degrees < 0 ? -y : y)
        case .hammerAitoff:
            let (sine, cosine) = (position.dec.sine, position.dec.cosine)
            let scale = 1 / (1 + cosine * cos(longitude / 2)).squareRoot()
            return (-2 * cosine * sin(longitude / 2) * scale, sine * scale)
        }
    }

    /// Which position is drawn at a point; nil outside of the ellipse.
    public func position(x: Double, y: Double, center: Angle = Angle(degrees: 0)) -> SkyCoordinate? {
        guard x * x / 4 + y * y <= 1 else { return nil }
        var (longitude, dec): (Double, Double)
        switch self {
        case .mollweide:
            let distance = acos(abs(y))
            let share = (Self.excess(distance) / (2 * .pi)).squareRoot()
            dec = (.pi / 2 - 2 * asin(min(1, share))) * (y < 0 ? -1 : 1)
            longitude = distance == 0 ? 0 : -.pi * x / (2 * sin(distance))
        case .hammerAitoff:
            let cosine = (1 - x * x / 8 - y * y / 2).squareRoot()
            dec = asin(max(-1, min(1, 2.0.squareRoot() * y * cosine)))
            longitude = -2 * atan2(x * cosine / 2.0.squareRoot(), 2 * cosine * cosine - 1)
        }
        longitude = max(-.pi, min(.pi, longitude))
        var ra = (center.degrees + Angle(radians: longitude).degrees).truncatingRemainder(dividingBy: 360)
        if ra < 0 { ra += 360 }
        return try? SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(radians: dec))
    }

    /// Mollweide's auxiliary angle, counted from the pole: the δ with 2δ − sin 2δ = π (1 − sin|dec|).
    private static func auxiliary(poleDistance: Double) -> Double {
        let half = sin(poleDistance / 2)
        let target = 2 * .pi * half * half
        if target == 0 { return 0 }
        var angle = min(.pi / 2, cbrt(0.75 * target))
        for _ in 0..<20 {
            let sine = sin(angle)
            let step = (excess(angle) - target) / (4 * sine * sine)
            angle = min(.pi / 2, angle - step)
            if abs(step) <= 1e-16 * angle { break }
        }
        return angle
    }

    /// 2δ − sin 2δ, precise for small δ too.
    private static func excess(_ angle: Double) -> Double {
        if angle > 0.05 { return 2 * angle - sin(2 * angle) }
        let square = 4 * angle * angle
        return 2 * angle * square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72)))
    }
}
