/// Single linkage: which sets of points a rising distance joins.
struct Dendrogram {
    /// A join of two nodes. Points are nodes 0 ..< n; join i is node n + i.
    struct Join {
        var left, right: Int32
        var distance: Double
        /// Points below.
        var size: Int32
    }

    let pointCount: Int
    let joins: [Join]

    init(_ tree: SpanningTree, pointCount: Int) {
        self.pointCount = pointCount
        var sets = UnionFind(pointCount)
        var nodes = (0..<Int32(pointCount)).map(\.self)
        var joins: [Join] = []
        joins.reserveCapacity(tree.edges.count)
        for edge in tree.edges {
            let (one, other) = (sets.find(edge.one), sets.find(edge.other))
            let (left, right) = (nodes[Int(one)], nodes[Int(other)])
            func size(_ node: Int32) -> Int32 { node < pointCount ? 1 : joins[Int(node) - pointCount].size }
            let join = Join(left: left, right: right, distance: edge.length, size: size(left) + size(right))
            nodes[Int(sets.unite(one, other))] = Int32(pointCount + joins.count)
            joins.append(join)
        }
        self.joins = joins
    }
}
