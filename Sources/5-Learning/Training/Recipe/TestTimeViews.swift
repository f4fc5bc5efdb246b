/// Views of one image that are averaged when the network is used: their probabilities or, of votes, their Dirichlet
/// concentrations.
public struct TestTimeViews: Codable, Sendable, Equatable {
    /// Whether each view also comes mirrored left to right.
    public var mirror = false
    /// Number of quarter turns: 1 (the image as it is), 2 (0° and 180°) or 4 (0°, 90°, 180°, 270°).
    public var turns = 1
    /// Zoom factors applied about the centre (1 is the image as it is, above 1 enlarges the galaxy).
    public var scales = [1.0]

    /// How the views' probabilities or concentrations become one.
    public var mean = ViewMean.arithmetic

    public init() {}

    /// Number of views of one image.
    public var count: Int { (mirror ? 2 : 1) * turns * scales.count }

    func validate() throws(InvalidRecipe) {
        try require([1, 2, 4].contains(turns), "test_time: turns", "must be 1, 2 or 4")
        try require(!scales.isEmpty, "test_time: scales", "needs one zoom factor or more")
        try require(scales.allSatisfy { $0 >= 0.25 && $0 <= 4 }, "test_time: scales", "must lie between 0.25 and 4")
    }
}

/// How the probabilities, or concentrations, of several views become one.
public enum ViewMean: String, Codable, Sendable, CaseIterable {
    /// Their mean.
    case arithmetic
    /// Mean of their logarithms; probabilities are made to sum to 1 again.
    case geometric
}
