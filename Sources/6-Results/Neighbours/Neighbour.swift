/// One of the rows that lie nearest to a vector.
package struct Neighbour: Sendable, Equatable {
    /// Row of the matrix, 0 is the first.
    package let row: Int
    /// How far it is: Euclidean, or 1 less the cosine; see ``NeighbourMetric``.
    package let distance: Float

    package init(row: Int, distance: Float) {
        (self.row, self.distance) = (row, distance)
    }
}
