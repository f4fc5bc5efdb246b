/// Parts groups of items so that each part has the same share of every stratum, as nearly as whole groups allow.
public enum StratifiedParts {
    /// Deals groups stratum by stratum, in random order, each to the part that lacks most.
    ///
    /// The last groups of a stratum go to parts that have none of it yet, so that every part sees every stratum where
    /// there are enough groups. The same groups in the same order and the same seed give the same parts on every machine.
    ///
    /// - Parameters:
    ///   - groups: the items of each group; a group is never divided.
    ///   - strata: the stratum of each group, for instance its class.
    ///   - shares: the wanted share of each part; they sum to 1.
    ///   - seed: decides which groups.
    /// - Returns: the items of each part, rising.
    public static func deal(groups: [[Int]], strata: [Int], shares: [Double], seed: UInt64) -> [[Int]] {
        precondition(groups.count == strata.count, "\(groups.count) groups with \(strata.count) strata")
        var byStratum: [Int: [[Int]]] = [:]
        for (group, stratum) in zip(groups, strata) { byStratum[stratum, default: []].append(group) }
        var generator = SeededGenerator(seed)
        var parts = [[Int]](repeating: [], count: shares.count)
        for (_, members) in byStratum.sorted(by: { $0.key < $1.key }) {
            let total = Double(members.reduce(0) { $0 + $1.count })
            var missing = shares.map { $0 * total }
            var isEmpty = [Bool](repeating: true, count: shares.count)
            var left = members.count
            for group in generator.shuffled(members) {
                let isShort = left <= isEmpty.count { $0 }
                let candidates = missing.indices.filter { !isShort || isEmpty[$0] }
                let part = candidates.max { (missing[$0], $1) < (missing[$1], $0) } ?? 0
                parts[part].append(contentsOf: group)
                missing[part] -= Double(group.count)
                isEmpty[part] = false
                left -= 1
            }
        }
        return parts.map { $0.sorted() }
    }
}
