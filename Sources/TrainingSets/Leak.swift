public import Sky

/// A galaxy that stands on both sides of a test.
public struct Leak: Sendable, Equatable {
    /// A row of the test set.
    public let test: Manifest.Row
    /// A row of the training set that shows the same galaxy.
    public let train: Manifest.Row

    /// The rows of `test` that show a galaxy of `train`, one leak a test row, in order of `test`.
    ///
    /// Same galaxy means same id, same image file or positions within `radius`.
    public static func find(
        train: [Manifest.Row], test: [Manifest.Row], radius: Angle = GalaxyGroups.standardRadius
    ) -> [Leak] {
        let byID = Dictionary(train.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let byFile = Dictionary(train.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
        let placed = train.filter { $0.position != nil }
        let index = SkyIndex(placed.compactMap(\.position))
        return test.compactMap { row in
            let neighbour = row.position.flatMap { index.indices(within: radius, of: $0).first }
            let match = byID[row.id] ?? byFile[row.file] ?? neighbour.map { placed[$0] }
            return match.map { Leak(test: row, train: $0) }
        }
    }
}
