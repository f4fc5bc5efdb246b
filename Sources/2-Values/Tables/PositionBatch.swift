public import Sky

/// Positions of a batch of rows in degrees: missing and impossible ones too.
public struct PositionBatch: Sendable, Equatable {
    /// Right ascension in degrees, one a row; NaN where the cell is missing. Those of −180…0 are turned once around, and 360
    /// is 0; impossible ones lie outside of 0…360.
    public let ra: [Double]
    /// Declination in degrees, one a row; NaN where the cell is missing. May lie outside of −90…+90.
    public let dec: [Double]

    init(ra: [Double], dec: [Double]) {
        self.ra = ra.map { $0 >= 0 && $0 < 360 ? $0 : SkyCoordinate.wrapped(ra: $0) }
        self.dec = dec
    }

    /// True where the row has a position on the sky; NaN compares false.
    public func isPosition(_ row: Int) -> Bool {
        ra[row] >= 0 && ra[row] <= 360 && dec[row] >= -90 && dec[row] <= 90
    }

    /// The row's position; nil where it has none on the sky.
    public func position(_ row: Int) -> SkyCoordinate? {
        isPosition(row) ? try? SkyCoordinate(ra: Angle(degrees: ra[row]), dec: Angle(degrees: dec[row])) : nil
    }

    /// Why the row has no position on the sky; nil where it has one.
    public func problem(_ row: Int) -> String? {
        if isPosition(row) { return nil }
        switch (ra[row].isNaN, dec[row].isNaN) {
        case (true, true): return "the position is missing"
        case (true, false): return "the right ascension is missing"
        case (false, true): return "the declination is missing"
        case (false, false): break
        }
        return (0...360).contains(ra[row])
            ? "declination \(dec[row]) is not within -90 to +90 degrees"
            : "right ascension \(ra[row]) is not within 0 to 360 (or -180 to 180) degrees"
    }
}
