/// How a network teaches itself: which of its own labels it learns from, and when it stops.
public struct RecursionRecipe: Sendable, Equatable, Codable {
    /// How labels are chosen.
    public enum Choice: String, Sendable, Codable, CaseIterable {
        /// Those that nothing speaks against: sure, of one class alone, of no strange picture, in the classes' own shares.
        case guarded
        /// As many of each class as are wanted, the most probable first, as Khan et al. 2019 did it.
        case top
    }

    /// Networks whose mean labels galaxies and is taught: `train` makes as many of this recipe.
    public var models = 1
    /// Most rounds.
    public var rounds = 3
    /// How labels are chosen.
    public var choice = Choice.guarded
    /// Most galaxies of a class that are learnt from; nil for all that are sure.
    public var perClass: Int?
    /// The least probability of a label of the class that the network is surest of; that of the others is less, as the
    /// network is less sure of them (Wang et al. 2023, FreeMatch, eqs. 5 to 8).
    public var threshold = 0.95
    /// The least that any class's becomes.
    public var lowestThreshold = 0.9
    /// The same for all classes where it is not established which threshold between classes is right.
    public var strictThreshold = 0.99
    /// The least p-value of a picture.
    public var leastPValue = 0.05
    /// The least share of a class among the unlabelled galaxies, as it is estimated: with fewer nothing is learnt.
    public var leastShare = 0.01
    /// Whether a round by which a figure fell is rolled back; it is told either way.
    public var rollsBack = true
    /// What a figure may fall by, a share, before it is tested whether that is chance.
    public var tolerance = 0.002
    /// A fall that chance alone makes in fewer cases than this ends the recursion: a caution, not a proof.
    public var level = 0.25
    /// Share of a round's labels, beyond those that are expected to be wrong, that the network taught with them may contradict.
    public var contradicted = 0.02

    /// The settings that hold where nothing else is said.
    public init() {}

    func validate() throws(InvalidRecipe) {
        for (key, number) in [("models", models), ("rounds", rounds), ("per_class", perClass ?? 1)] {
            try require(number >= 1, "recursion: \(key)", "must be 1 or more")
        }
        let shares = [
            ("threshold", threshold), ("lowest_threshold", lowestThreshold), ("strict_threshold", strictThreshold),
            ("least_p_value", leastPValue), ("least_share", leastShare), ("tolerance", tolerance), ("level", level),
            ("contradicted", contradicted),
        ]
        for (key, share) in shares { try require((0...1).contains(share), "recursion: \(key)", "must lie in 0…1") }
    }
}
