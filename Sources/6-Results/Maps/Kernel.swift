internal import Foundation
internal import Neighbours

/// Gaussian kernels around points, as wide as perplexities ask: the entropy of a point's probabilities is the logarithm of
/// the perplexity.
struct Kernel {
    private let perplexities: [Double]

    init(_ perplexities: [Double]) {
        precondition(!perplexities.isEmpty && perplexities.allSatisfy { $0 > 0 }, "perplexities \(perplexities)")
        self.perplexities = perplexities
    }

    /// p(j|i) of each row's neighbours, axes (row, rank); they sum to 1 over a row. Averaged over the perplexities.
    func probabilities(_ graph: NeighbourGraph, threads: Int) -> [Float] {
        let count = graph.count
        return [Float](unsafeUninitializedCapacity: graph.rowCount * count) { buffer, filled in
            let buffer = buffer
            graph.distances.withUnsafeBufferPointer { distances in
                Shares.pieces(of: graph.rowCount, length: 256, threads: threads) { _, rows in
                    var squares = [Double](repeating: 0, count: count)
                    var own = squares
                    var sum = squares
                    for row in rows {
                        for rank in 0..<count {
                            let distance = Double(distances[row * count + rank])
                            squares[rank] = distance * distance
                            sum[rank] = 0
                        }
                        for perplexity in perplexities {
                            Self.fill(&own, squares, perplexity: perplexity)
                            for rank in 0..<count { sum[rank] += own[rank] }
                        }
                        for rank in 0..<count {
                            buffer[row * count + rank] = Float(sum[rank] / Double(perplexities.count))
                        }
                    }
                }
            }
            filled = graph.rowCount * count
        }
    }

    /// The probabilities of one row for one perplexity, by halving the range of the precision.
    private static func fill(_ weights: inout [Double], _ squares: [Double], perplexity: Double) {
        // Only differences count; so the nearest neighbour's never vanishes.
        let least = squares.min() ?? 0
        let wanted = log(perplexity)
        var (low, high) = (0.0, Double.infinity)
        let mean = squares.reduce(0) { $0 + $1 - least } / Double(squares.count)
        var precision = mean > 0 ? 1 / mean : 1
        for _ in 0..<100 {
            var (sum, product) = (0.0, 0.0)
            for rank in squares.indices {
                let distance = squares[rank] - least
                let weight = exp(-precision * distance)
                weights[rank] = weight
                sum += weight
                product += weight * distance
            }
            let difference = log(sum) + precision * product / sum - wanted
            // Where all are equally far, or too few, no width has the entropy that is wanted.
            if abs(difference) < 1e-8 || mean == 0 { break }
            if difference > 0 { low = precision } else { high = precision }
            let next = high == .infinity ? precision * 2 : (low + high) / 2
            if next == precision || next > 1e300 { break }
            precision = next
        }
        let sum = weights.reduce(0, +)
        for rank in weights.indices { weights[rank] /= sum }
    }
}
