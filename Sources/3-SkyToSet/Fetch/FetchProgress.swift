/// How far a run is.
public struct FetchProgress: Sendable, Equatable {
    /// Galaxies or frames to ask for in this run.
    public var total = 0
    public var done = 0
    public var failed = 0

    public init(total: Int = 0, done: Int = 0, failed: Int = 0) {
        self.total = total
        self.done = done
        self.failed = failed
    }
}
