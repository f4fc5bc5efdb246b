/// Votes as targets: the class probabilities that a galaxy is trained towards.
public struct SoftTargets: Codable, Sendable, Equatable {
    /// Class that each vote column of the manifests speaks for; several columns may speak for one class. Empty trains
    /// on labels alone. The columns hold fractions or numbers of votes, which are divided by their sum; a manifest without these columns, and a row
    /// without votes, count with their labels.
    public var columns: [String: String] = [:]
    /// Whether a row without a label is used when it has votes.
    public var useUnlabelled = false

    public init() {}

    /// Whether soft targets are asked for.
    public var isUsed: Bool { !columns.isEmpty }

    func validate(classes: [String]) throws(InvalidRecipe) {
        guard isUsed else {
            return try require(!useUnlabelled, "soft_targets: use_unlabelled", "needs soft_targets: columns")
        }
        try require(
            Set(columns.values) == Set(classes), "soft_targets: columns",
            "must name a vote column for each of the classes \(classes.joined(separator: ", "))")
    }
}
