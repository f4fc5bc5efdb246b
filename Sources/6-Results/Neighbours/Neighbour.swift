/// One of the rows that lie nearest to a vector.
public struct Neighbour: Sendable, Equatable {
    /// Row of the matrix, 0 is the first.
    public let row: Int
    /// How far it is: Euclidean, or 1 less the cosine; see ``NeighbourMetric``.
    public let distance: Float

    public init(row: Int, distance: Float) {
        (self.row, self.distance) = (row, distance)
    }
}
