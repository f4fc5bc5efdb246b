/// Finds positions near others: the cross-match of catalogues.
///
/// Made once over one side, then asked with single positions or with batches of any size, from any thread, so the other
/// side can be streamed. Building costs n log n, and a batch log n a position. It knows no edges: right ascension 0, the
/// poles and any radius from 0 to 180 degrees are treated alike. Where two positions are equally near, the one with the
/// lower index is taken, so results do not depend on the number of threads. Dense fields and repeated positions are no
/// slower; only thousands of different positions within a milliarcsecond are.
///
/// Distances are compared as straight lines between unit vectors in double precision (to 1e-10 arcsec below a degree;
/// near 180 degrees straight lines differ by less than rounding within 2 milliarcsec); the radius and the separations that
/// are returned are those of ``SkyCoordinate/separation(to:)``.
///
/// ```swift
/// let index = SkyIndex(catalogue)
/// if let (row, separation) = index.nearest(to: galaxy, within: Angle(arcseconds: 1)) { use(row, separation) }
/// let matches = index.nearest(to: batch, within: Angle(arcseconds: 1))  // all cores
/// ```
public struct SkyIndex: Sendable {
    /// How many positions are searched.
    public let count: Int
    let tree: BoxTree

    /// - Parameters:
    ///   - positions: what is searched, up to 2³¹ − 1; results are indices into it. Equal ones are kept apart.
    ///   - threads: nil for one a core.
    public init(_ positions: [SkyCoordinate], threads: Int? = nil) {
        count = positions.count
        let order = positions.withUnsafeBufferPointer { CurveOrder($0, isComplete: true, threads: threads) }
        tree = BoxTree(positions, order, threads: threads)
    }

    /// An index over columns of a table.
    /// - Parameters:
    ///   - ra: right ascension, degrees, 0…360.
    ///   - dec: declination, degrees, −90…+90; as many as `ra`.
    /// - Throws: ``CoordinateError/outOfRange(_:degrees:)``, for NaN too.
    public init(ra: [Double], dec: [Double], threads: Int? = nil) throws(CoordinateError) {
        precondition(ra.count == dec.count, "\(ra.count) right ascensions, \(dec.count) declinations")
        var positions: [SkyCoordinate] = []
        positions.reserveCapacity(ra.count)
        for index in ra.indices {
            positions.append(try SkyCoordinate(ra: Angle(degrees: ra[index]), dec: Angle(degrees: dec[index])))
        }
        self.init(positions, threads: threads)
    }

    /// The position nearest to a point; nil when there is none within `radius`.
    /// - Parameter radius: nil for any distance.
    public func nearest(
        to point: SkyCoordinate, within radius: Angle? = nil
    ) -> (index: Int, separation: Angle)? {
        let radius = MatchRadius(radius ?? Angle(degrees: 180))
        let best = BoxTreeSearch.with(tree) { search in
            var best = BoxTreeSearch.Best(squaredChord: radius.outer)
            search.nearest(to: UnitVector(point), &best)
            return best
        }
        guard let best, best.place >= 0 else { return nil }
        let separation = point.separation(to: tree.positions[best.place])
        return best.squaredChord <= radius.inner || separation <= radius.radius ? (Int(best.index), separation) : nil
    }

    /// Indices of the positions whose separation from `center` is at most `radius`, in rising order.
    public func indices(within radius: Angle, of center: SkyCoordinate) -> [Int] {
        let radius = MatchRadius(radius)
        var found: [Int] = []
        BoxTreeSearch.with(tree) { search in
            search.forEach(within: radius.outer, of: UnitVector(center)) { place, chord in
                if chord <= radius.inner || center.separation(to: search.position(at: place)) <= radius.radius {
                    found.append(Int(search.index(at: place)))
                }
            }
        }
        return found.sorted()
    }
}
