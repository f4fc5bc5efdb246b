public import Process
public import Vectors
internal import Workers

/// The nearest neighbours of each row of a matrix, by Euclidean distance.
///
/// ```swift
/// let graph = try NeighbourGraph.exact(embeddings, count: 90)
/// graph.neighbours(of: 7).first  // the row that is most like row 7
/// ```
public struct NeighbourGraph: Sendable, Equatable {
    /// Number of rows that have neighbours here.
    public let rowCount: Int
    /// Neighbours of each row.
    public let count: Int
    /// Rows of the neighbours, axes (row, rank), the nearest first; of equally near ones the lower row comes first. A row
    /// is no neighbour of its own.
    public let indices: [Int32]
    /// Euclidean distances, axes (row, rank), rising.
    public let distances: [Float]

    /// - Parameters:
    ///   - indices: axes (row, rank).
    ///   - distances: axes (row, rank).
    ///   - count: neighbours of each row; the arrays hold whole rows, or it traps.
    public init(indices: [Int32], distances: [Float], count: Int) {
        precondition(
            count > 0 && indices.count == distances.count && indices.count % count == 0,
            "\(indices.count) neighbours and \(distances.count) distances are no whole rows of \(count)")
        rowCount = indices.count / count
        self.count = count
        self.indices = indices
        self.distances = distances
    }

    /// The rows nearest to a row, the nearest first.
    public func neighbours(of row: Int) -> ArraySlice<Int32> { indices[(row * count)..<((row + 1) * count)] }

    /// The graph with fewer neighbours of each row, the nearest.
    public func prefix(_ fewer: Int) -> NeighbourGraph {
        precondition((1...count).contains(fewer), "\(fewer) of \(count) neighbours")
        if fewer == count { return self }
        var indices: [Int32] = []
        var distances: [Float] = []
        indices.reserveCapacity(rowCount * fewer)
        distances.reserveCapacity(rowCount * fewer)
        for row in 0..<rowCount {
            indices += self.indices[(row * count)..<(row * count + fewer)]
            distances += self.distances[(row * count)..<(row * count + fewer)]
        }
        return NeighbourGraph(indices: indices, distances: distances, count: fewer)
    }

    /// The exact neighbours of every row among all others, by products of matrices.
    ///
    /// Takes rows² × columns operations; memory for the result and 20 MB a thread. The result does not depend on the threads.
    /// - Parameters:
    ///   - matrix: all numbers finite, or it traps; two rows or more.
    ///   - count: neighbours of each, 1 up to the number of rows less one, or it traps.
    ///   - threads: nil takes all cores.
    /// - Throws: ``Interrupted`` when a signal has come.
    public static func exact(
        _ matrix: Matrix, count: Int, threads: Int? = nil, progress: ProgressReporter = .silent
    ) throws -> NeighbourGraph {
        precondition((1..<matrix.rowCount).contains(count), "\(count) neighbours among \(matrix.rowCount) rows")
        return try ExactNeighbours(
            points: matrix, count: count, threads: threads ?? Workers.cores, progress: progress
        ).find(nil)
    }

    /// The exact neighbours of vectors among the rows of another matrix, all of which may be found.
    ///
    /// - Parameters:
    ///   - queries: as many columns as the points, all finite, or it traps.
    ///   - points: all finite.
    ///   - count: 1 up to the number of points, or it traps.
    /// - Throws: ``Interrupted`` when a signal has come.
    public static func exact(
        of queries: Matrix, among points: Matrix, count: Int, threads: Int? = nil,
        progress: ProgressReporter = .silent
    ) throws -> NeighbourGraph {
        precondition(queries.columnCount == points.columnCount, "vectors of two lengths")
        precondition((1...max(1, points.rowCount)).contains(count), "\(count) neighbours among \(points.rowCount) rows")
        return try ExactNeighbours(
            points: points, count: count, threads: threads ?? Workers.cores, progress: progress
        ).find(queries)
    }
}
