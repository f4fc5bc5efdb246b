public import Sky

/// Which rows show the same galaxy.
///
/// Two rows do when they have the same id and do not lie far apart, the same image file, or positions within a radius; and
/// so do all that are linked through others. Ids are compared across manifests and surveys, and files however they are
/// spelled (symbolic links, `..`).
public struct GalaxyGroups: Sendable, Equatable {
    private let objects: ObjectGroups

    /// The radius within which two positions are those of one galaxy.
    public static let standardRadius = Angle(arcseconds: 1)

    /// Groups `rows`; rows without a position are compared by id and file only.
    public init(_ rows: [Manifest.Row], radius: Angle = standardRadius) {
        objects = SkyObjects(rows).groups(within: radius)
    }

    /// Group of each row: 0, 1, … in order of first appearance.
    public var groups: [Int] { objects.groups }
    /// Number of groups.
    public var count: Int { objects.count }
    /// The rows of each group, in rising order.
    public var members: [[Int]] { objects.members }
}

extension SkyObjects {
    /// Rows of manifests, by id and by image file.
    init(_ rows: [Manifest.Row]) {
        let files = FileKeys(rows.lazy.map(\.file))
        self.init(kinds: 2, positions: rows.map(\.position)) { kind, row in
            kind == 0 ? SharedKey.id(rows[row].id) : files.key(row, of: rows[row].file)
        }
    }
}
