/// What a galaxy is trained towards.
package struct Target: Sendable, Equatable {
    /// Share of each class, sum 1; empty for a head for votes.
    package let shares: [Float]
    /// How many votes the shares were made of; nil for a label, and for votes that were given as fractions.
    package let votes: Int?
    /// Votes for each answer of the question tree; empty for a head for classes.
    package let counts: [Float]

    package init(shares: [Float], votes: Int? = nil) {
        self.shares = shares
        self.votes = votes
        counts = []
    }

    /// The target of a head for votes.
    package init(counts: [Float]) {
        self.counts = counts
        shares = []
        votes = nil
    }

    /// The whole of one class.
    init(label: Int, classes: Int) {
        self.init(shares: (0..<classes).map { $0 == label ? 1 : 0 })
    }

    /// Number of the class with the largest share.
    var largest: Int { shares.indices.max { shares[$0] < shares[$1] } ?? 0 }
}
