/// Which entries of a list are the same galaxy; see ``SkyObjects/groups(within:)``.
public struct ObjectGroups: Sendable, Equatable {
    /// Group of each entry: 0, 1, … in order of first appearance.
    public let groups: [Int]
    /// Number of groups.
    public let count: Int

    init(_ sets: inout DisjointSets) {
        var numbers = [Int](repeating: -1, count: sets.count)
        var count = 0
        var groups: [Int] = []
        groups.reserveCapacity(sets.count)
        for entry in 0..<sets.count {
            let root = sets.root(of: entry)
            if numbers[root] < 0 {
                numbers[root] = count
                count += 1
            }
            groups.append(numbers[root])
        }
        self.groups = groups
        self.count = count
    }

    /// The entries of each group, in rising order.
    public var members: [[Int]] {
        var members = [[Int]](repeating: [], count: count)
        for (entry, group) in groups.enumerated() { members[group].append(entry) }
        return members
    }
}
