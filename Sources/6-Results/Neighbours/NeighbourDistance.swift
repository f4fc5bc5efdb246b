public import Process
public import Vectors
internal import Workers

/// How anomalous rows are by how far their neighbours are: the mean distance to the k nearest (Ramaswamy, Rastogi and Shim,
/// SIGMOD 2000; Angiulli and Pizzuti, PKDD 2002).
public enum NeighbourDistance {
    /// Rows that look at the matrix together.
    private static let queries = 64

    /// The score of every row; NaN for rows that are nobody's neighbours.
    ///
    /// - Parameters:
    ///   - count: neighbours, 1 or more; where there are fewer others, all of them.
    ///   - threads: nil takes all cores. The result does not depend on them.
    ///   - progress: called with the rows that are done.
    public static func scores(
        _ matrix: Matrix, by metric: NeighbourMetric, count: Int, threads: Int? = nil,
        progress: (Int) throws -> Void = { _ in }
    ) throws -> [Float] {
        let search = ExactSearch(matrix, by: metric)
        var scores: [Float] = []
        scores.reserveCapacity(matrix.rowCount)
        for start in stride(from: 0, to: matrix.rowCount, by: queries) {
            let rows = start..<min(start + queries, matrix.rowCount)
            let found = search.nearest(to: rows.map { matrix[$0] }, count: count + 1, threads: threads)
            for (row, neighbours) in zip(rows, found) { scores.append(mean(neighbours, of: row, count: count)) }
            try progress(rows.upperBound)
        }
        return scores
    }

    /// The same by an index, which may miss a few of the neighbours.
    public static func scores(
        _ index: NeighbourIndex, count: Int, threads: Int? = nil, progress: ProgressReporter = .silent
    ) throws -> [Float] {
        let graph = try index.graph(count: count, threads: threads, progress: progress)
        return (0..<index.matrix.rowCount).map { row in
            let found = graph.distances[row * count..<(row + 1) * count].filter(\.isFinite)
            return found.isEmpty ? .nan : found.reduce(0, +) / Float(found.count)
        }
    }

    private static func mean(_ found: [Neighbour], of row: Int, count: Int) -> Float {
        let others = found.filter { $0.row != row }.prefix(count)
        return others.isEmpty ? .nan : others.reduce(0) { $0 + $1.distance } / Float(others.count)
    }
}
