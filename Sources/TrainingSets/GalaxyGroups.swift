public import Sky

/// Which rows show the same galaxy.
///
/// Two rows do when they have the same id, the same image file, or positions within a radius; and so do all that are
/// linked through others. Ids are compared as text, across manifests and surveys.
public struct GalaxyGroups: Sendable, Equatable {
    /// Group of each row: 0, 1, … in order of first appearance.
    public let groups: [Int]
    /// Number of groups.
    public let count: Int

    /// The radius within which two positions are those of one galaxy.
    public static let standardRadius = Angle(arcseconds: 1)

    /// Groups `rows`; rows without a position are compared by id and file only.
    public init(_ rows: [Manifest.Row], radius: Angle = standardRadius) {
        var sets = DisjointSets(count: rows.count)
        var firstWithID: [String: Int] = [:]
        var firstWithFile: [String: Int] = [:]
        for (index, row) in rows.enumerated() {
            if let first = firstWithID[row.id] { sets.join(first, index) } else { firstWithID[row.id] = index }
            if let first = firstWithFile[row.file] { sets.join(first, index) } else { firstWithFile[row.file] = index }
        }
        let placed = rows.indices.filter { rows[$0].position != nil }
        let positions = placed.compactMap { rows[$0].position }
        let index = SkyIndex(positions)
        for (place, position) in positions.enumerated() {
            for neighbour in index.indices(within: radius, of: position) where neighbour > place {
                sets.join(placed[place], placed[neighbour])
            }
        }
        var numbers: [Int: Int] = [:]
        groups = rows.indices.map { row in
            let root = sets.root(of: row)
            let number = numbers[root] ?? numbers.count
            numbers[root] = number
            return number
        }
        count = numbers.count
    }

    /// The rows of each group, in rising order.
    public var members: [[Int]] {
        var members = [[Int]](repeating: [], count: count)
        for (row, group) in groups.enumerated() { members[group].append(row) }
        return members
    }
}
