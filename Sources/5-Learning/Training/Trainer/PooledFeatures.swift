/// The frozen backbone's pooled features of some galaxies under one view.
package struct PooledFeatures {
    /// A row of one of several sets of features.
    struct Place: Equatable {
        let view: Int
        let row: Int
    }

    /// Indices of the galaxies, a row each.
    let members: [Int]
    /// Features of a galaxy.
    var channels = 0
    /// Axes (rows done so far, channels).
    var values: [Float] = []

    /// Rows that are done.
    var count: Int { channels == 0 ? 0 : values.count / channels }
    /// Whether every galaxy's row is done.
    var isComplete: Bool { count == members.count }

    /// The features in row `index`.
    func row(_ index: Int) -> ArraySlice<Float> { values[index * channels..<(index + 1) * channels] }
}
