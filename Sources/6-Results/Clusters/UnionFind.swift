/// Sets that are united; each is known by one of its members.
package struct UnionFind {
    private var parents: [Int32]
    private var sizes: [Int32]

    /// - Parameter count: members, each a set of its own.
    package init(_ count: Int) {
        parents = (0..<Int32(count)).map(\.self)
        sizes = [Int32](repeating: 1, count: count)
    }

    /// The member that stands for the set of `member`.
    package mutating func find(_ member: Int32) -> Int32 {
        parents.withUnsafeMutableBufferPointer { parents in
            var member = member
            while parents[Int(member)] != member {
                parents[Int(member)] = parents[Int(parents[Int(member)])]
                member = parents[Int(member)]
            }
            return member
        }
    }

    /// Unites the sets of two members that stand for theirs and are not the same; gives who stands for both.
    @discardableResult
    package mutating func unite(_ one: Int32, _ other: Int32) -> Int32 {
        let (large, small) = sizes[Int(one)] >= sizes[Int(other)] ? (one, other) : (other, one)
        parents[Int(small)] = large
        sizes[Int(large)] += sizes[Int(small)]
        return large
    }
}
