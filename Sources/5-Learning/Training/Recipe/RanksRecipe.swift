/// How a step is shared out among threads and processes ("ranks").
public struct RanksRecipe: Codable, Sendable, Equatable {
    /// How the shares become one gradient.
    public var reduction = ReductionName.auto
    /// Galaxies that go through the network at once; 0 takes 8 for `exact`, and all of a rank's share for `overlapped`.
    public var microBatch = 0
    /// Whose images a stage's `batch` counts.
    public var batchScope = BatchScope.allRanks

    public init() {}

    func validate() throws(InvalidRecipe) {
        try require(microBatch >= 0, "ranks: micro_batch", "must be 0 or more")
    }

    /// Galaxies of a part: `batch` where the whole share goes at once.
    func part(exact: Bool, batch: Int) -> Int {
        min(batch, microBatch > 0 ? microBatch : exact ? 8 : batch)
    }
}

/// How the shares of a step become one gradient.
public enum ReductionName: String, Codable, Sendable, CaseIterable {
    /// `exact` on the CPU, `overlapped` on a GPU.
    case auto
    /// Micro-batches of a fixed size, added in one fixed order: the bytes depend neither on ranks nor on threads.
    case exact
    /// Each rank's share at once, gradients added during the backward pass.
    case overlapped
}

/// Whose images a stage's batch counts.
public enum BatchScope: String, Codable, Sendable, CaseIterable {
    /// Those of all ranks together: the number of ranks does not change the training.
    case allRanks = "all_ranks"
    /// Those of each rank. The learning rate is multiplied by the number of ranks, and climbs to that from its own
    /// value over two epochs or more (Goyal et al. 2017).
    case eachRank = "each_rank"
}
