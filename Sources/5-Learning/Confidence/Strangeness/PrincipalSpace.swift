internal import CMachine
internal import Vectors
internal import Workers

/// The directions in which the features of clean galaxies differ most, about their mean.
struct PrincipalSpace: Sendable, Equatable {
    /// Mean of each feature.
    let mean: [Float]
    /// Directions of length 1, the one of the largest variance first: axes (direction, feature).
    let directions: [Float]

    /// Directions are a multiple of this.
    static let group = Int(cm_axes)

    /// Numbers of a feature vector.
    var columns: Int { mean.count }
    /// Directions.
    var count: Int { directions.count / max(1, mean.count) }

    init(mean: [Float], directions: [Float]) {
        precondition(
            !mean.isEmpty && directions.count % (mean.count * Self.group) == 0, "directions of other features")
        (self.mean, self.directions) = (mean, directions)
    }

    /// The principal components of `features`, two rows or more, all finite.
    ///
    /// - Parameter count: a multiple of ``group``, no more than there are features.
    init(_ features: Matrix, count: Int, threads: Int? = nil) {
        let components = PCA(features, components: count, threads: threads)
        self.init(mean: components.mean, directions: components.components.withValues { Array($0) })
    }

    /// Where vectors lie in the space, and how far outside of it.
    ///
    /// - Parameter features: axes (row, feature), whole rows.
    /// - Returns: places, axes (row, direction), and the lengths of what the directions do not hold.
    func split(_ features: UnsafeBufferPointer<Float>, threads: Int? = nil) -> (places: [Float], outside: [Double]) {
        let rows = features.count / columns
        var outside = [Double](repeating: 0, count: rows)
        var places = [Float](repeating: 0, count: rows * count)
        let lanes = Workers.parts(count: rows * 16, threads: threads)
        guard let source = features.baseAddress else { return (places, outside) }
        places.withUnsafeMutableBufferPointer { places in
            outside.withUnsafeMutableBufferPointer { outside in
                let (places, outside) = (places, outside)  // each thread has its own rows
                Workers.perform(lanes) { lane in
                    let own = Workers.share(lane, of: lanes, count: rows)
                    self.split(source, own, places, outside)
                }
            }
        }
        return (places, outside)
    }

    private func split(
        _ source: UnsafePointer<Float>, _ rows: Range<Int>, _ places: UnsafeMutableBufferPointer<Float>,
        _ outside: UnsafeMutableBufferPointer<Double>
    ) {
        let piece = 64
        var along = [Float](repeating: 0, count: piece * Self.group)
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: piece) {
            let some = min(piece, rows.upperBound - first)
            let vectors = source + first * columns
            for row in 0..<some {
                var sum = 0.0
                for column in 0..<columns {
                    let value = Double(vectors[row * columns + column] - mean[column])
                    sum += value * value
                }
                outside[first + row] = sum
            }
            for group in 0..<(count / Self.group) {
                directions.withUnsafeBufferPointer { directions in
                    cm_along_axes(
                        vectors, some, columns, mean, directions.baseAddress! + group * Self.group * columns, &along, nil)
                }
                for row in 0..<some {
                    for axis in 0..<Self.group {
                        let value = along[row * Self.group + axis]
                        places[(first + row) * count + group * Self.group + axis] = value
                        outside[first + row] -= Double(value) * Double(value)
                    }
                }
            }
            for row in first..<first + some { outside[row] = max(0, outside[row]).squareRoot() }
        }
    }
}
