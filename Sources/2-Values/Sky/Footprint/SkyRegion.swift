/// An area of the sky that HEALPix pixels can be compared with.
public protocol SkyRegion: Sendable {
    /// Whether a position lies in the region or on its edge.
    func contains(_ position: SkyCoordinate) -> Bool

    /// How a pixel lies to the region; `partial` also when that is not decided.
    func relation(to pixel: Int, of healpix: HEALPix) -> SkyRegionRelation
}

/// How a pixel lies to a region.
public enum SkyRegionRelation: Sendable {
    /// They have no point in common.
    case outside
    /// They may have points in common.
    case partial
    /// All of the pixel lies in the region.
    case inside
}
