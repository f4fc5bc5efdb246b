internal import Workers

/// Principal components: the directions in which vectors differ most, from the eigenvectors of their covariance.
///
/// The same matrix gives the same components on every machine, whatever the threads; of the two directions of a component
/// the one is taken in which its largest number is positive. Takes rows × columns² operations and columns² numbers of memory.
///
/// ```swift
/// let components = PCA(features, components: 50)
/// components.explainedVarianceRatio.reduce(0, +)  // what 50 directions keep of the whole
/// let reduced = components.transform(features)    // axes (row, component), with the identifiers of the rows
/// ```
public struct PCA: Sendable {
    /// Mean of each column.
    public let mean: [Float]
    /// Directions of length 1, axes (component, column), the one of the largest variance first.
    public let components: Matrix
    /// Variance along each component, with n − 1 in the denominator.
    public let explainedVariance: [Double]
    /// Its part of the variance of all columns, 0…1; NaN where all rows are the same.
    public let explainedVarianceRatio: [Double]

    /// Rows of a block, which stays in the cache.
    private static let blockRows = 64

    /// - Parameters:
    ///   - matrix: two rows or more, all finite, or it traps.
    ///   - count: number of components, 1 up to the number of columns.
    ///   - threads: nil takes all cores.
    public init(_ matrix: Matrix, components count: Int, threads: Int? = nil) {
        precondition(matrix.rowCount >= 2, "\(matrix.rowCount) rows have no variance")
        precondition((1...matrix.columnCount).contains(count), "\(count) components of \(matrix.columnCount) columns")
        let columns = matrix.columnCount
        let means = Self.means(matrix)
        var covariance = Self.covariance(matrix, means, threads ?? Workers.cores)
        precondition(covariance.allSatisfy(\.isFinite), "vectors hold numbers that are not finite")
        let scale = 1 / Double(matrix.rowCount - 1)
        for index in covariance.indices { covariance[index] *= scale }
        let whole = (0..<columns).reduce(0) { $0 + covariance[$1 * columns + $1] }
        let eigen = SymmetricEigen(covariance, count: columns)
        mean = means.map { Float($0) }
        explainedVariance = eigen.values.prefix(count).map { max(0, $0) }
        explainedVarianceRatio = explainedVariance.map { $0 / whole }
        components = Matrix(
            (0..<count).flatMap { number in
                let vector = eigen.vectors[(number * columns)..<((number + 1) * columns)]
                let largest = vector.max { abs($0) < abs($1) } ?? 1
                return vector.map { Float(largest < 0 ? -$0 : $0) }
            }, columnCount: columns)
    }

    /// The vectors along the components, axes (row, component), with the identifiers of the rows.
    ///
    /// - Parameter matrix: with as many columns as the one that the components are of, or it traps.
    public func transform(_ matrix: Matrix, threads: Int? = nil) -> Matrix {
        let (columns, count) = (matrix.columnCount, components.rowCount)
        precondition(columns == mean.count, "\(columns) columns for components of \(mean.count)")
        let lanes = Workers.parts(count: matrix.rowCount, threads: threads)
        let values = matrix.withValues { source in
            components.withValues { components in
                [Float](unsafeUninitializedCapacity: matrix.rowCount * count) { buffer, filled in
                    Workers.perform(lanes) { lane in
                        guard let vectors = source.baseAddress, let directions = components.baseAddress else { return }
                        var centred = [Float](repeating: 0, count: columns)
                        for row in Workers.share(lane, of: lanes, count: matrix.rowCount) {
                            for column in 0..<columns {
                                centred[column] = vectors[row * columns + column] - mean[column]
                            }
                            for number in 0..<count {
                                buffer[row * count + number] = centred.withUnsafeBufferPointer {
                                    Lanes.dot($0.baseAddress!, directions + number * columns, columns)
                                }
                            }
                        }
                    }
                    filled = matrix.rowCount * count
                }
            }
        }
        return Matrix(values, columnCount: count, ids: matrix.ids)
    }

    private static func means(_ matrix: Matrix) -> [Double] {
        var sums = [Double](repeating: 0, count: matrix.columnCount)
        matrix.withValues { values in
            for row in 0..<matrix.rowCount {
                for column in sums.indices { sums[column] += Double(values[row * sums.count + column]) }
            }
        }
        return sums.map { $0 / Double(matrix.rowCount) }
    }

    /// Sums of products of the centred columns, axes (column, column); what stands above the diagonal is 0.
    private static func covariance(_ matrix: Matrix, _ means: [Double], _ threads: Int) -> [Double] {
        let columns = matrix.columnCount
        let width = (columns + Lanes.count - 1) / Lanes.count * Lanes.count
        let strips = max(1, min(4 * threads, columns))
        var sums = [Double](repeating: 0, count: columns * columns)
        var block = [Float](repeating: 0, count: blockRows * width)
        matrix.withValues { values in
            for first in stride(from: 0, to: matrix.rowCount, by: blockRows) {
                let rows = min(blockRows, matrix.rowCount - first)
                for row in 0..<rows {
                    for column in 0..<columns {
                        let value = Double(values[(first + row) * columns + column]) - means[column]
                        block[row * width + column] = Float(value)
                    }
                }
                sums.withUnsafeMutableBufferPointer { sums in
                    block.withUnsafeBufferPointer { block in
                        let block = block.baseAddress!
                        Workers.perform(strips) { strip in
                            var own = [Float](repeating: 0, count: width)
                            // Later columns have more neighbours before them: they are dealt in turn.
                            for column in stride(from: strip, to: columns, by: strips) {
                                let length = (column / Lanes.count + 1) * Lanes.count
                                own.withUnsafeMutableBufferPointer { own in
                                    let own = own.baseAddress!
                                    for place in 0..<length { own[place] = 0 }
                                    for row in 0..<rows {
                                        let vector = block + row * width
                                        Lanes.add(vector[column], vector, to: own, length)
                                    }
                                    for place in 0...column { sums[column * columns + place] += Double(own[place]) }
                                }
                            }
                        }
                    }
                }
            }
        }
        return sums
    }
}
