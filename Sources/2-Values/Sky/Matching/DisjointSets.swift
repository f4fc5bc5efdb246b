/// Union-find with path halving and union by size.
struct DisjointSets {
    private var parents: [Int]
    private var sizes: [Int]

    /// Number of members of all sets.
    var count: Int { parents.count }

    /// `count` sets of one member each.
    init(count: Int) {
        parents = Array(0..<count)
        sizes = Array(repeating: 1, count: count)
    }

    /// The member that stands for the set of `member`.
    mutating func root(of member: Int) -> Int {
        var member = member
        while parents[member] != member {
            parents[member] = parents[parents[member]]
            member = parents[member]
        }
        return member
    }

    /// Makes one set of the sets of both.
    mutating func join(_ left: Int, _ right: Int) {
        var (large, small) = (root(of: left), root(of: right))
        guard large != small else { return }
        if sizes[large] < sizes[small] { swap(&large, &small) }
        parents[small] = large
        sizes[large] += sizes[small]
    }
}
