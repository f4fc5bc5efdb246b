public import Sky
public import Surveys

/// Which rows of a catalogue are wanted: those that meet every condition that is given.
///
/// ```swift
/// var query = CatalogueQuery()
/// query.cone = SkyCone(center: cluster, radius: Angle(arcminutes: 1))
/// query.cuts = Cut.conditions("class=spiral && p_spiral>0.95") ?? []
/// try CatalogueReader("des_morphology").search(query) { print($0.rowCount) }
/// ```
public struct CatalogueQuery: Sendable {
    /// Rows within a radius of a position; nil for anywhere.
    public var cone: SkyCone?
    /// Rows between limits of right ascension and declination; nil for anywhere.
    public var box: SkyBox?
    /// Rows in pixels of HEALPix; nil for anywhere.
    public var footprint: MOC?
    /// Identifiers; none for any.
    public var ids: [String] = []
    /// Conditions on columns.
    public var cuts: [Cut] = []
    /// Columns that are given, in this order; nil for all. A column of vectors comes last, wherever it is named.
    public var columns: [String]?
    /// Whether rows come with their vectors, where the catalogue has some and ``columns`` does not leave them out.
    package var givesVectors = false
    /// Most rows; nil for all.
    public var limit: Int?

    /// Wants every row.
    public init() {}

    /// Pixels of order 29 in which a row must lie, at least; nil where it may lie anywhere.
    var coverage: MOC? {
        var parts: [MOC] = []
        if let cone { parts.append(MOC(covering: cone, order: Self.order(of: cone.radius))) }
        if let box { parts.append(MOC(covering: box, order: Self.order(of: Angle(radians: box.area.squareRoot())))) }
        if let footprint { parts.append(footprint) }
        guard let first = parts.first else { return nil }
        return parts.dropFirst().reduce(first) { $0.intersection($1) }
    }

    /// Fine enough that few rows outside of a region of this extent are looked at.
    private static func order(of extent: Angle) -> Int {
        HEALPix.order(resolving: Angle(degrees: max(extent.degrees / 4, 1e-6)))
    }

    /// Whether a position lies in all regions; that of the footprint is seen to by pixels.
    func contains(_ position: SkyCoordinate) -> Bool {
        (cone?.contains(position) ?? true) && (box?.contains(position) ?? true)
    }
}
