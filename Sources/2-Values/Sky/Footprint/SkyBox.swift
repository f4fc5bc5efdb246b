/// All positions between two right ascensions and two declinations, edges included; it may cross right ascension 0.
///
/// ```swift
/// let box = try SkyBox(
///     raFrom: Angle(degrees: 350), raTo: Angle(degrees: 10), decFrom: Angle(degrees: -5), decTo: Angle(degrees: 5))
/// ```
public struct SkyBox: SkyRegion, Hashable {
    /// The western edge, 0 to 360 degrees.
    public let raFrom: Angle
    /// The eastern edge, 0 to 360 degrees; less than ``raFrom`` when the box crosses right ascension 0.
    public let raTo: Angle
    public let decFrom: Angle
    public let decTo: Angle

    /// The box from `raFrom` eastward to `raTo`: 350 to 10 degrees is 20 degrees wide, and so is −10 to 10; 0 to 360 and −180
    /// to 180 are the whole circle.
    /// - Throws: ``CoordinateError`` for a number that is not on the sky, or declinations the wrong way round.
    public init(raFrom: Angle, raTo: Angle, decFrom: Angle, decTo: Angle) throws(CoordinateError) {
        for ra in [raFrom, raTo] where !(-180...360).contains(ra.degrees) {
            throw .outOfRange(.rightAscension, degrees: ra.degrees)
        }
        for dec in [decFrom, decTo] where !(-90...90).contains(dec.degrees) {
            throw .outOfRange(.declination, degrees: dec.degrees)
        }
        guard decFrom <= decTo else {
            throw .declinationsReversed(from: decFrom.degrees, to: decTo.degrees)
        }
        (self.decFrom, self.decTo) = (decFrom, decTo)
        guard raTo.degrees - raFrom.degrees != 360 else {
            (self.raFrom, self.raTo) = (Angle(degrees: 0), Angle(degrees: 360))
            return
        }
        func positive(_ ra: Angle) -> Angle { ra.degrees < 0 ? Angle(degrees: ra.degrees + 360) : ra }
        (self.raFrom, self.raTo) = (positive(raFrom), positive(raTo))
    }

    /// Extent in right ascension, 0 to 360 degrees.
    public var raExtent: Angle { raFrom <= raTo ? raTo - raFrom : Angle(degrees: raTo.degrees + 360) - raFrom }

    /// Solid angle, steradians.
    public var area: Double { raExtent.radians * (decTo.sine - decFrom.sine) }

    public func contains(_ position: SkyCoordinate) -> Bool {
        guard position.dec >= decFrom && position.dec <= decTo else { return false }
        // A pole has every right ascension.
        if abs(position.dec.degrees) == 90 { return true }
        return overlaps(raFrom: position.ra.degrees, raTo: position.ra.degrees)
    }

    public func relation(to pixel: Int, of healpix: HEALPix) -> SkyRegionRelation {
        let bounds = healpix.bounds(of: pixel)
        if bounds.decTo < decFrom.degrees || bounds.decFrom > decTo.degrees { return .outside }
        guard overlaps(raFrom: bounds.raFrom, raTo: bounds.raTo) else { return .outside }
        let isInside =
            bounds.decFrom >= decFrom.degrees && bounds.decTo <= decTo.degrees
            && encloses(raFrom: bounds.raFrom, raTo: bounds.raTo)
        return isInside ? .inside : .partial
    }

    /// Whether an interval of right ascensions, −360…720, has one in common with the box.
    private func overlaps(raFrom from: Double, raTo to: Double) -> Bool {
        let end = raFrom.degrees + raExtent.degrees
        return [-360.0, 0, 360].contains { to + $0 >= raFrom.degrees && from + $0 <= end }
    }

    private func encloses(raFrom from: Double, raTo to: Double) -> Bool {
        if raExtent.degrees == 360 { return true }
        let end = raFrom.degrees + raExtent.degrees
        return [-360.0, 0, 360].contains { from + $0 >= raFrom.degrees && to + $0 <= end }
    }
}
