public import Sky

/// Which piece of the sky to cut out.
public struct CutoutRequest: Sendable, Equatable {
    /// Name of the galaxy; also the name of the cutout's file.
    public var id: String
    /// Centre of the cutout.
    public var position: SkyCoordinate
    /// From the centre to the middle of a side; see ``CutoutFraming``.
    public var halfSide: Angle

    /// - Precondition: `halfSide` is above 0.
    public init(id: String, position: SkyCoordinate, halfSide: Angle) {
        precondition(halfSide.degrees > 0, "a cutout of half side \(halfSide.degrees) degrees is empty")
        self.id = id
        self.position = position
        self.halfSide = halfSide
    }
}
