import Sky

/// How many galaxies of a set lie in each fine cell of the sky, kept as long as all lie in a small field.
///
/// The cells start at 3 arcsec and grow when there are too many, so that memory stays below some megabytes.
struct FineCells: Sendable {
    /// What a small field is: no two galaxies are farther apart.
    static let widest = Angle(degrees: 10)

    private static let most = 1 << 17

    /// The cells' grid.
    private(set) var grid = HEALPix(order: 16)
    /// Galaxies of each cell that has any.
    private(set) var counts: [Int: Int32] = [:]
    /// True when the galaxies lie too far apart; then there are no cells.
    private(set) var isWide = false
    private var first: SkyCoordinate?

    mutating func add(_ position: SkyCoordinate) {
        guard !isWide else { return }
        let first = first ?? position
        self.first = first
        guard first.separation(to: position) <= Self.widest else {
            (isWide, counts) = (true, [:])
            return
        }
        counts[grid.pixel(of: position), default: 0] += 1
        while counts.count > Self.most {
            let coarse = HEALPix(order: grid.order - 1)
            var merged: [Int: Int32] = [:]
            for (cell, count) in counts { merged[grid.ancestor(of: cell, at: coarse.order), default: 0] += count }
            (grid, counts) = (coarse, merged)
        }
    }
}
