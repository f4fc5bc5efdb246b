/// What a run of ``FetchRun`` gave.
public struct FetchSummary: Sendable, Equatable, Codable {
    /// Galaxies of the catalogue.
    public var galaxies = 0
    /// Galaxies whose cutout is in the store, or whose frames are there; those of earlier runs included.
    public var fetched = 0
    /// Galaxies in the table of failures.
    public var failed = 0
    /// Those of them that a further run asks for again.
    public var failedForNow = 0
    /// Galaxies that were asked for in this run.
    public var asked = 0
    /// Why most galaxies failed, with how many for each reason, the most frequent first.
    public var reasons: [String: Int] = [:]
}
