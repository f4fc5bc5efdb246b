/// What volunteers said of one galaxy.
public struct Votes: Sendable, Equatable {
    /// Share of each class, sum 1.
    public let shares: [Double]
    /// Votes for any of the classes; nil where only fractions are known.
    public let count: Int?

    public init(shares: [Double], count: Int?) {
        self.shares = shares
        self.count = count
    }
}
