/// A linear map of the plane with a shift: (x, y) → (xx·x + xy·y + x0, yx·x + yy·y + y0).
public struct AffineMap: Sendable, Equatable {
    public var xx: Double
    public var xy: Double
    public var yx: Double
    public var yy: Double
    public var x0: Double
    public var y0: Double

    public init(xx: Double, xy: Double, yx: Double, yy: Double, x0: Double = 0, y0: Double = 0) {
        self.xx = xx
        self.xy = xy
        self.yx = yx
        self.yy = yy
        self.x0 = x0
        self.y0 = y0
    }

    public static let identity = AffineMap(xx: 1, xy: 0, yx: 0, yy: 1)

    /// First `self`, then `next`.
    public func followed(by next: AffineMap) -> AffineMap {
        AffineMap(
            xx: next.xx * xx + next.xy * yx, xy: next.xx * xy + next.xy * yy,
            yx: next.yx * xx + next.yy * yx, yy: next.yx * xy + next.yy * yy,
            x0: next.xx * x0 + next.xy * y0 + next.x0, y0: next.yx * x0 + next.yy * y0 + next.y0)
    }

    /// Where the point (`x`, `y`) goes.
    public func callAsFunction(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
        (xx * x + xy * y + x0, yx * x + yy * y + y0)
    }

    /// Neither axis bends into the other: flips and zooms only.
    var keepsAxes: Bool { abs(xy) < 1e-9 * abs(xx) && abs(yx) < 1e-9 * abs(yy) }
    /// The axes change places: quarter turns, with flips and zooms.
    var swapsAxes: Bool { abs(xx) < 1e-9 * abs(xy) && abs(yy) < 1e-9 * abs(yx) }
}
