public import Process
public import Vectors

/// Nearly all neighbours, by an index that is made for it: of a hundred thousand rows and more the sooner way.
public struct IndexFinder: NeighbourFinder {
    public init() {}

    public var name: String { "index" }

    public func graph(
        _ matrix: Matrix, count: Int, threads: Int?, progress: ProgressReporter
    ) throws -> NeighbourGraph {
        let index = try NeighbourIndex(of: matrix, by: .euclidean, threads: threads, progress: progress)
        var (indices, distances) = try index.graph(
            count: count, breadth: max(NeighbourIndex.breadth, 2 * count), threads: threads, progress: progress)
        // What the search has not reached: all rows are looked at.
        let short = (0..<matrix.rowCount).filter { indices[($0 + 1) * count - 1] < 0 }
        if !short.isEmpty {
            let found = ExactSearch(matrix, by: .euclidean)
                .nearest(to: short.map { matrix[$0] }, count: count + 1, threads: threads)
            for (row, found) in zip(short, found) {
                for (rank, neighbour) in found.filter({ $0.row != row }).prefix(count).enumerated() {
                    indices[row * count + rank] = Int32(neighbour.row)
                    distances[row * count + rank] = neighbour.distance
                }
            }
        }
        return NeighbourGraph(indices: indices, distances: distances, count: count)
    }
}
