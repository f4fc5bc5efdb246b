public import Manifests

/// Rows with their class numbers; see ``ClassList/select(_:unlabelled:requireEveryClass:)``.
public struct LabelledRows: Sendable, Equatable {
    /// The labelled rows, in the order given.
    public let rows: [Manifest.Row]
    /// Class number of each row.
    public let classes: [Int]
    /// How many rows had no label and were left out.
    public let leftOut: Int

    /// Rows of each class.
    public func counts(classCount: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: classCount)
        for number in classes { counts[number] += 1 }
        return counts
    }

    /// The rows at `indices`, in that order; ``leftOut`` becomes 0.
    public func selecting(_ indices: [Int]) -> LabelledRows {
        LabelledRows(rows: indices.map { rows[$0] }, classes: indices.map { classes[$0] }, leftOut: 0)
    }
}
