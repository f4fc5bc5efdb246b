/// The fixed order in which the parts of a sum are added: a binary tree over their numbers.
///
/// A node stands for a range of numbers. It is parted after the largest power of two that is smaller than its length,
/// so that equal runs of 2ⁿ parts, each of one process, are nodes themselves. Floating-point sums in this order have the
/// same bytes whoever adds which part.
package struct SumTree: Sendable, Equatable {
    /// How many parts there are.
    package let count: Int

    package init(count: Int) { self.count = count }

    /// The two halves of a node of two parts or more.
    package func halves(of node: Range<Int>) -> (Range<Int>, Range<Int>) {
        var half = 1
        while half * 2 < node.count { half *= 2 }
        let middle = node.lowerBound + half
        return (node.lowerBound..<middle, middle..<node.upperBound)
    }

    /// The largest nodes that lie within `range`, in ascending order: what a process that has those parts can add alone.
    package func nodes(within range: Range<Int>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        collect(0..<count, range, &found)
        return found
    }

    private func collect(_ node: Range<Int>, _ range: Range<Int>, _ found: inout [Range<Int>]) {
        guard node.overlaps(range) else { return }
        if range.lowerBound <= node.lowerBound, node.upperBound <= range.upperBound {
            found.append(node)
            return
        }
        let (left, right) = halves(of: node)
        collect(left, range, &found)
        collect(right, range, &found)
    }

    /// The node's sibling and the node that both make; nil for the whole tree.
    package func family(of node: Range<Int>) -> (sibling: Range<Int>, parent: Range<Int>)? {
        var parent = 0..<count
        while parent != node {
            let (left, right) = halves(of: parent)
            if node == left { return (right, parent) }
            if node == right { return (left, parent) }
            parent = node.upperBound <= left.upperBound ? left : right
        }
        return nil
    }
}
