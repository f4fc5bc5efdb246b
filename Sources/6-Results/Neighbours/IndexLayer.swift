/// One layer of a graph of neighbours: a list of links for each of its nodes.
///
/// The lowest layer's nodes are the rows of the matrix; those of an upper layer are the first of the order in which rows
/// were put in.
struct IndexLayer {
    /// Axes (node, degree): numbers of nodes of this layer, then -1 where a node has fewer.
    let links: UnsafeMutablePointer<Int32>
    let count: Int
    /// Most links of a node.
    let degree: Int
    /// Row of each node; nil where a node's number is its row.
    let rows: UnsafePointer<Int32>?

    @inline(__always)
    func row(_ node: Int32) -> Int32 { rows.map { $0[Int(node)] } ?? node }
}
