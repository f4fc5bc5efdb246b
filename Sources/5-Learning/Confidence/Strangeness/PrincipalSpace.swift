internal import CMachine
internal import Foundation
internal import Vectors
internal import Workers

/// The directions in which the features of clean galaxies differ most, about their mean.
struct PrincipalSpace: Sendable, Equatable {
    /// Mean of each feature.
    let mean: [Float]
    /// Directions of length 1, the one of the largest variance first: axes (direction, feature).
    let directions: [Float]

    /// The number of directions is a multiple of this.
    static let group = Int(cm_axes)

    /// Numbers of a feature vector.
    var columns: Int { mean.count }
    /// Directions.
    var count: Int { directions.count / mean.count }

    init(mean: [Float], directions: [Float]) {
        precondition(directions.count % (mean.count * Self.group) == 0, "directions of other features")
        (self.mean, self.directions) = (mean, directions)
    }

    /// The principal components of `features`, two rows or more, all finite.
    ///
    /// - Parameter count: a multiple of ``group``, fewer than there are features.
    init(_ features: Matrix, count: Int, threads: Int? = nil) {
        let components = PCA(features, components: count, threads: threads)
        self.init(mean: components.mean, directions: components.components.withValues { Array($0) })
    }

    /// The logarithm of the length of what lies outside of the space, of each of some vectors: ViM's residual (Wang et al.
    /// 2022, equation 6) about the mean.
    ///
    /// - Parameter features: axes (row, feature), whole rows. A row that is not finite gives NaN.
    func logResiduals(_ features: UnsafeBufferPointer<Float>, threads: Int? = nil) -> [Float] {
        let rows = features.count / columns
        guard let source = features.baseAddress else { return [] }
        return [Float](unsafeUninitializedCapacity: rows) { result, filled in
            let result = UnsafeMutableBufferPointer(rebasing: result[..<rows])  // each piece has its own rows
            let piece = 64
            Workers.each((rows + piece - 1) / piece, threads: threads) { number in
                let first = number * piece
                let own = UnsafeMutableBufferPointer(rebasing: result[first..<min(rows, first + piece)])
                logResiduals(source + first * columns, own)
            }
            filled = rows
        }
    }

    /// The same of as many rows as `result` has places.
    private func logResiduals(_ vectors: UnsafePointer<Float>, _ result: UnsafeMutableBufferPointer<Float>) {
        var squares = result.indices.map { row in
            mean.indices.reduce(into: 0.0) { sum, column in
                let value = Double(vectors[row * columns + column] - mean[column])
                sum += value * value
            }
        }
        let lengths = squares
        var along = [Float](repeating: 0, count: result.count * Self.group)
        for group in 0..<count / Self.group {
            directions.withUnsafeBufferPointer { directions in
                guard let axes = directions.baseAddress else { return }
                cm_along_axes(
                    vectors, result.count, columns, mean, axes + group * Self.group * columns, &along, nil)
            }
            for place in along.indices { squares[place / Self.group] -= Double(along[place]) * Double(along[place]) }
        }
        for row in result.indices {
            // Rounding leaves nothing below this of a vector's length.
            result[row] = Float(log(max(squares[row], lengths[row] * 1e-12, .leastNormalMagnitude)) / 2)
        }
    }
}
