internal import CMachine
internal import Foundation
internal import Randomness
internal import Vectors
internal import Workers

/// Directions that hold the first principal components of a wide matrix, nearly, by multiplying a few random ones again and
/// again with its covariance (Halko, Martinsson and Tropp, SIAM Rev. 53, 217, 2011, algorithm 4.4); far fewer operations
/// than all components take.
struct LeadingAxes {
    /// Directions, more than are wanted of them, so that those converge soon.
    private static let count = Int(cm_axes)
    /// How often the covariance is applied.
    private static let rounds = 16

    private let centre: [Float]
    /// Axes (direction, column), orthonormal.
    private let directions: [Float]
    private let threads: Int

    init(_ matrix: Matrix, threads: Int?) {
        self.threads = threads ?? Workers.cores
        let columns = matrix.columnCount
        var sums = [Double](repeating: 0, count: columns)
        matrix.withValues { values in
            guard let values = values.baseAddress else { return }
            for row in 0..<matrix.rowCount {
                let vector = values + row * columns
                for column in 0..<columns { sums[column] += Double(vector[column]) }
            }
        }
        let centre = sums.map { Float($0 / Double(matrix.rowCount)) }
        var generator = SeededGenerator(0, 2)
        var directions = Self.orthonormal((0..<(Self.count * columns)).map { _ in generator.uniform() - 0.5 }, columns)
        for _ in 0..<Self.rounds {
            let product = Self.product(matrix, centre, directions, threads: self.threads)
            directions = Self.orthonormal(product, columns)
        }
        (self.centre, self.directions) = (centre, directions)
    }

    /// The vectors along the directions, axes (row, direction).
    func transform(_ matrix: Matrix) -> Matrix {
        let (rows, columns) = (matrix.rowCount, matrix.columnCount)
        let values = matrix.withValues { source in
            [Float](unsafeUninitializedCapacity: rows * Self.count) { buffer, filled in
                let buffer = buffer
                Shares.pieces(of: rows, length: 1024, threads: threads) { _, rows in
                    guard let source = source.baseAddress, let target = buffer.baseAddress else { return }
                    cm_along_axes(
                        source + rows.lowerBound * columns, rows.count, columns, centre, directions,
                        target + rows.lowerBound * Self.count, nil)
                }
                filled = rows * Self.count
            }
        }
        return Matrix(values, columnCount: Self.count)
    }

    /// The covariance, but for a factor, times the directions.
    private static func product(
        _ matrix: Matrix, _ centre: [Float], _ directions: [Float], threads: Int
    ) -> [Double] {
        let (columns, length) = (matrix.columnCount, 512)
        let pieces = (matrix.rowCount + length - 1) / length
        let size = count * columns
        var sums = [Double](repeating: 0, count: size)
        // A few pieces at a time, added in order.
        let together = 32
        var parts = [Float](repeating: 0, count: together * size)
        matrix.withValues { source in
            for first in stride(from: 0, to: pieces, by: together) {
                let some = min(together, pieces - first)
                parts.withUnsafeMutableBufferPointer { parts in
                    let parts = parts
                    Shares.each(some, threads: threads) { number in
                        let begin = (first + number) * length
                        guard let source = source.baseAddress, let target = parts.baseAddress else { return }
                        cm_along_axes(
                            source + begin * columns, min(length, matrix.rowCount - begin), columns, centre,
                            directions, nil, target + number * size)
                    }
                }
                for number in 0..<some {
                    for place in 0..<size { sums[place] += Double(parts[number * size + place]) }
                }
            }
        }
        return sums
    }

    /// Vectors of length 1 at right angles that span the same; one that the others hold already becomes 0.
    private static func orthonormal(_ vectors: [Double], _ columns: Int) -> [Float] {
        var vectors = vectors
        for own in 0..<count {
            let before = length(vectors, own, columns)
            // Twice is enough (Giraud et al. 2005).
            for _ in 0..<2 {
                for other in 0..<own {
                    var dot = 0.0
                    for column in 0..<columns {
                        dot += vectors[own * columns + column] * vectors[other * columns + column]
                    }
                    for column in 0..<columns {
                        vectors[own * columns + column] -= dot * vectors[other * columns + column]
                    }
                }
            }
            let after = length(vectors, own, columns)
            let scale = after > 1e-9 * before ? 1 / after : 0
            for column in 0..<columns { vectors[own * columns + column] *= scale }
        }
        return vectors.map { Float($0) }
    }

    private static func length(_ vectors: [Double], _ own: Int, _ columns: Int) -> Double {
        (0..<columns).reduce(0) { $0 + vectors[own * columns + $1] * vectors[own * columns + $1] }.squareRoot()
    }
}
