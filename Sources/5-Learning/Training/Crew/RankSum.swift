package import Torch

/// Adds the vectors that several ranks hold in the order of one tree: each rank adds a part of all vectors' elements, and
/// the parts are gathered. A rank sends and receives 2 (R − 1) / R of a vector where each holds one node, the least that
/// any sum over R ranks needs (Thakur, Rabenseifner, Gropp 2005).
package struct RankSum {
    private let group: ProcessGroup
    private let length: Int

    /// - Parameter length: of the vectors; a multiple of the number of ranks.
    package init(_ group: ProcessGroup, length: Int) {
        precondition(length % group.count == 0, "\(group.count) ranks share vectors of \(length) elements")
        self.group = group
        self.length = length
    }

    /// The sum of all parts of `tree`.
    ///
    /// - Parameters:
    ///   - own: the sums of this rank, in the order of its nodes.
    ///   - ranges: the parts of each rank.
    package func callAsFunction(
        _ own: [Tensor], tree: SumTree, ranges: [Range<Int>]
    ) throws(TorchError) -> Tensor {
        let nodes = ranges.map { tree.nodes(within: $0) }
        precondition(own.count == nodes[group.rank].count, "\(own.count) sums of \(nodes[group.rank]) are there")
        let share = length / group.count
        let input =
            own.count == 1 ? own[0] : try Tensor.cat(pieces(own, share: share) + [try Tensor.zeros([0])])
        let received = try Tensor.zeros([nodes.reduce(0) { $0 + $1.count } * share])
        try group.exchange(
            into: received, received: nodes.map { $0.count * share }, from: input,
            sent: [Int](repeating: own.count * share, count: group.count))
        var parts: [Range<Int>: Tensor] = [:]
        for (place, node) in nodes.joined().enumerated() {
            parts[node] = try received.narrow(0, start: place * share, length: share)
        }
        let sum = try Tensor.zeros([length])
        try group.gather(into: sum, from: try added(0..<tree.count, tree, parts))
        return sum
    }

    /// What goes to each rank: its share of every sum.
    private func pieces(_ own: [Tensor], share: Int) throws(TorchError) -> [Tensor] {
        var pieces: [Tensor] = []
        for rank in 0..<group.count {
            for vector in own { pieces.append(try vector.narrow(0, start: rank * share, length: share)) }
        }
        return pieces
    }

    private func added(
        _ node: Range<Int>, _ tree: SumTree, _ parts: [Range<Int>: Tensor]
    ) throws(TorchError) -> Tensor {
        if let part = parts[node] { return part }
        let (left, right) = tree.halves(of: node)
        let sum = try added(left, tree, parts)
        try sum.addInPlace(try added(right, tree, parts))
        return sum
    }
}
