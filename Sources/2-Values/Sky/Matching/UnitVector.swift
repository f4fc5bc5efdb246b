/// A position as a vector of length 1: x to right ascension 0 on the equator, z to the north pole.
struct UnitVector: Hashable {
    var x: Double
    var y: Double
    var z: Double

    @inline(__always)
    init(x: Double, y: Double, z: Double) {
        self.x = x
        self.y = y
        self.z = z
    }

    @inline(__always)
    init(_ position: SkyCoordinate) {
        self.init(ra: position.ra, dec: Self.sineAndCosine(of: position.dec))
    }

    /// - Parameter dec: sine and cosine of the declination.
    @inline(__always)
    init(ra: Angle, dec: (sine: Double, cosine: Double)) {
        x = dec.cosine * ra.cosine
        y = dec.cosine * ra.sine
        z = dec.sine
    }

    /// Sine and cosine of a declination; the cosine is 0 at the poles, so that a pole is one vector whatever its right
    /// ascension.
    @inline(__always)
    static func sineAndCosine(of dec: Angle) -> (sine: Double, cosine: Double) {
        (dec.sine, abs(dec.degrees) == 90 ? 0 : dec.cosine)
    }

    /// The square of the straight distance to `other`, 0…4.
    @inline(__always)
    func squaredChord(to other: UnitVector) -> Double {
        let (dx, dy, dz) = (x - other.x, y - other.y, z - other.z)
        return dx * dx + dy * dy + dz * dz
    }
}
