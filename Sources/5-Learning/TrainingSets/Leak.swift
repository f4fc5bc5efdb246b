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
        var firstOfTest: [Int: SkyObjects.Pair] = [:]
        for pair in SkyObjects(test).pairs(with: SkyObjects(train), within: radius) {
            // The same id says most, then the same file.
            let rank = { (pair: SkyObjects.Pair) in pair.sharedKey ?? .max }
            if let first = firstOfTest[pair.left], rank(first) <= rank(pair) { continue }
            firstOfTest[pair.left] = pair
        }
        return test.indices.compactMap { row in
            firstOfTest[row].map { Leak(test: test[row], train: train[$0.right]) }
        }
    }
}
