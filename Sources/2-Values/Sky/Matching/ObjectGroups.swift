/// Which entries of a list are the same galaxy; see ``SkyObjects/groups(within:)``.
public struct ObjectGroups: Sendable, Equatable {
    /// Group of each entry: 0, 1, … in order of first appearance.
    public let groups: [Int]
    /// Number of groups.
    public let count: Int

    init(_ sets: inout DisjointSets) {
        var numbers: [Int: Int] = [:]
        var groups: [Int] = []
        groups.reserveCapacity(sets.count)
        for entry in 0..<sets.count {
            let root = sets.root(of: entry)
            let number = numbers[root] ?? numbers.count
            numbers[root] = number
            groups.append(number)
        }
        self.groups = groups
        count = numbers.count
    }

    /// The entries of each group, in rising order.
    public var members: [[Int]] {
        var members = [[Int]](repeating: [], count: count)
        for (entry, group) in groups.enumerated() { members[group].append(entry) }
        return members
    }
}
