internal import CMachine
public import Vectors
internal import Workers

/// The nearest rows of a matrix, by looking at every one.
///
/// A matrix of float32 in a mapped file is read where it lies; nothing of its size is allocated. Rows whose distance is no
/// finite number (vectors of unreadable images, zeros by cosine) are nobody's neighbours.
///
/// ```swift
/// let search = ExactSearch(file.matrix, by: .euclidean)
/// let alike = search.nearest(to: [file.vector(7)], count: 11)[0].filter { $0.row != 7 }
/// ```
public struct ExactSearch: Sendable {
    private let matrix: Matrix
    public let metric: NeighbourMetric
    private let keepsPages: Bool

    /// Bytes that a thread reads before pages are given back.
    private static let piece = 1 << 25
    /// Rows at a time: these stay in the cache while several queries look at them.
    private static let block = 256

    /// - Parameter keepsPages: whether what was read of a mapped file stays in the process, for the next search; else some
    ///   megabytes do.
    public init(_ matrix: Matrix, by metric: NeighbourMetric, keepsPages: Bool = true) {
        (self.matrix, self.metric, self.keepsPages) = (matrix, metric, keepsPages)
    }

    /// The rows nearest to each of some vectors, ascending by distance, ties by lower row.
    ///
    /// - Parameters:
    ///   - queries: vectors as long as the rows, or it traps.
    ///   - count: how many of each, 1 or more; fewer come where there are fewer.
    ///   - threads: nil takes all cores. The result does not depend on them.
    public func nearest(to queries: [[Float]], count: Int, threads: Int? = nil) -> [[Neighbour]] {
        let dimension = matrix.columnCount
        precondition(queries.allSatisfy { $0.count == dimension }, "each query has \(dimension) numbers")
        let parts = Workers.parts(count: matrix.rowCount, threads: threads)
        let found = (0..<parts).map { _ in
            queries.map { _ in Beam(limit: max(1, min(count, matrix.rowCount))) }
        }
        matrix.withValues { values in
            guard let first = values.baseAddress else { return }
            nonisolated(unsafe) let found = found  // each thread has its own
            Workers.perform(parts) { part in
                scan(Workers.share(part, of: parts, count: matrix.rowCount), of: first, queries, into: found[part])
            }
        }
        return queries.indices.map { query in
            let all = found.flatMap { part in (0..<part[query].count).map { part[query][$0] } }
            return all.sorted { ($0.distance, $0.number) < ($1.distance, $1.number) }.prefix(count).map {
                Neighbour(row: Int($0.number), distance: metric.distance($0.distance))
            }
        }
    }

    private func scan(
        _ rows: Range<Int>, of first: UnsafePointer<Float>, _ queries: [[Float]], into best: [Beam]
    ) {
        let dimension = matrix.columnCount
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.block) { distances in
            guard let room = distances.baseAddress else { return }
            var read = 0
            for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.block) {
                let count = min(Self.block, rows.upperBound - start)
                for (query, beam) in zip(queries, best) {
                    cm_distances(query, first + start * dimension, dimension, nil, count, metric.kernel, room)
                    for place in 0..<count { beam.add(Int32(start + place), room[place]) }
                }
                read += count * dimension * MemoryLayout<Float>.stride
                if !keepsPages && read >= Self.piece {
                    matrix.release()
                    read = 0
                }
            }
        }
    }
}
