internal import Foundation
public import Neighbours
internal import Workers

/// How much each point belongs to others: the probabilities p that t-SNE keeps on the map (van der Maaten and Hinton,
/// J. Mach. Learn. Res. 9, 2579, 2008), sparse.
///
/// ```swift
/// let graph = try NeighbourGraph.exact(embeddings, count: 90)
/// let affinities = Affinities(graph, perplexities: [30])
/// ```
public struct Affinities: Sendable, Equatable {
    /// Where the entries of each row begin; one more than there are rows.
    public let starts: [Int]
    /// Number of each entry's other point, rising within a row.
    public let columns: [Int32]
    /// The probabilities.
    public let weights: [Float]

    /// Number of points that have a row.
    public var rowCount: Int { starts.count - 1 }

    /// The sum of p log p, which the divergence has in it whatever the map is.
    public var negativeEntropy: Double {
        weights.reduce(0) { $1 > 0 ? $0 + Double($1) * log(Double($1)) : $0 }
    }

    /// The sum of the probabilities.
    public var sum: Double { weights.reduce(0) { $0 + Double($1) } }

    package init(starts: [Int], columns: [Int32], weights: [Float]) {
        precondition(starts.last == columns.count && columns.count == weights.count, "entries do not fit")
        (self.starts, self.columns, self.weights) = (starts, columns, weights)
    }

    /// The joint probabilities of points and their neighbours: (p(j|i) + p(i|j)) / 2n, which sum to 1.
    ///
    /// - Parameters:
    ///   - graph: nearest neighbours, as many as ``neighbours(for:points:)`` says.
    ///   - perplexities: of one scale, or of several, whose kernels are averaged (Lee et al., Neurocomputing 169, 246, 2015;
    ///     as openTSNE's `Multiscale`); each above 0 and at most the number of neighbours, or it traps.
    public init(_ graph: NeighbourGraph, perplexities: [Double], threads: Int? = nil) {
        let threads = threads ?? Workers.cores
        let conditional = Kernel(perplexities).probabilities(graph, threads: threads)
        self = Self.joint(graph, conditional, threads: threads)
    }

    /// The probabilities of new points' neighbours among those of a map: p(j|i), which sum to 1 for each new point.
    public init(ofNew graph: NeighbourGraph, perplexities: [Double], threads: Int? = nil) {
        let conditional = Kernel(perplexities).probabilities(graph, threads: threads ?? Workers.cores)
        self.init(
            starts: (0...graph.rowCount).map { $0 * graph.count }, columns: graph.indices,
            weights: conditional.map { Float($0) })
    }

    /// How many neighbours a graph needs for perplexities: three times the largest, if there are so many points.
    public static func neighbours(for perplexities: [Double], points: Int) -> Int {
        max(1, min(points - 1, Int(3 * (perplexities.max() ?? 0))))
    }

    /// Half of the sum of conditional probabilities in both directions.
    private static func joint(_ graph: NeighbourGraph, _ conditional: [Float], threads: Int) -> Affinities {
        let (rows, count) = (graph.rowCount, graph.count)
        // The same entries by their other point, whose rows rise.
        var begin = [Int](repeating: 0, count: rows + 1)
        for column in graph.indices { begin[Int(column) + 1] += 1 }
        for row in 0..<rows { begin[row + 1] += begin[row] }
        var free = Array(begin.dropLast())
        var entries = [Int](repeating: 0, count: rows * count)
        for entry in 0..<(rows * count) {
            let column = Int(graph.indices[entry])
            entries[free[column]] = entry
            free[column] += 1
        }
        let length = 1024
        let pieces = (rows + length - 1) / length
        nonisolated(unsafe) var made = [Affinities?](repeating: nil, count: pieces)
        made.withUnsafeMutableBufferPointer { made in
            let made = made
            Shares.pieces(of: rows, length: length, threads: threads) { number, rows in
                made[number] = merged(rows, graph, conditional, begin, entries)
            }
        }
        var starts = [0]
        starts.reserveCapacity(rows + 1)
        var columns: [Int32] = []
        var weights: [Float] = []
        let total = made.reduce(0) { $0 + ($1?.columns.count ?? 0) }
        columns.reserveCapacity(total)
        weights.reserveCapacity(total)
        for place in made.indices {
            guard let piece = made[place] else { continue }
            starts += piece.starts.dropFirst().map { $0 + columns.count }
            columns += piece.columns
            weights += piece.weights
            made[place] = nil
        }
        return Affinities(starts: starts, columns: columns, weights: weights)
    }

    /// Some rows of the joint probabilities.
    private static func merged(
        _ rows: Range<Int>, _ graph: NeighbourGraph, _ conditional: [Float], _ begin: [Int], _ entries: [Int]
    ) -> Affinities {
        let count = graph.count
        let scale = 0.5 / Float(graph.rowCount)
        var starts = [0]
        var columns: [Int32] = []
        var weights: [Float] = []
        for row in rows {
            let own = (0..<count).map { row * count + $0 }.sorted { graph.indices[$0] < graph.indices[$1] }
            let others = entries[begin[row]..<begin[row + 1]]
            var (mine, theirs) = (own.startIndex, others.startIndex)
            while mine < own.endIndex || theirs < others.endIndex {
                let left = mine < own.endIndex ? graph.indices[own[mine]] : .max
                let right = theirs < others.endIndex ? Int32(others[theirs] / count) : .max
                var weight: Float = 0
                if left <= right {
                    weight += conditional[own[mine]]
                    mine += 1
                }
                if right <= left {
                    weight += conditional[others[theirs]]
                    theirs += 1
                }
                columns.append(min(left, right))
                weights.append(weight * scale)
            }
            starts.append(columns.count)
        }
        return Affinities(starts: starts, columns: columns, weights: weights)
    }
}
