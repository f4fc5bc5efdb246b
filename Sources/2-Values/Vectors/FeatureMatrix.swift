/// Feature vectors side by side, standardised: every feature has mean 0 and standard deviation 1 over the rows. What
/// ``LogisticRegression`` learns from.
public struct FeatureMatrix: Sendable {
    /// Number of vectors.
    public let rowCount: Int
    /// Number of features.
    public let columnCount: Int
    /// Floats from one row to the next: a whole number of vector registers; what lies past the features is 0.
    public let stride: Int
    /// Axes (row, stride), row-major.
    public let values: [Float]

    /// - Parameter matrix: the vectors, one a row, all finite. A feature that never changes becomes 0.
    public init(standardising matrix: Matrix) {
        self = matrix.withValues {
            FeatureMatrix(standardising: $0, rowCount: matrix.rowCount, columnCount: matrix.columnCount)
        }
    }

    private init(standardising values: UnsafeBufferPointer<Float>, rowCount: Int, columnCount: Int) {
        let stride = (columnCount + Lanes.count - 1) / Lanes.count * Lanes.count
        var sums = [Double](repeating: 0, count: columnCount)
        var squares = sums
        for row in 0..<rowCount {
            for column in 0..<columnCount { sums[column] += Double(values[row * columnCount + column]) }
        }
        let means = sums.map { $0 / Double(max(1, rowCount)) }
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                let difference = Double(values[row * columnCount + column]) - means[column]
                squares[column] += difference * difference
            }
        }
        // A feature that never changes says nothing and stays 0.
        let factors = squares.map { $0 > 0 ? 1 / ($0 / Double(rowCount)).squareRoot() : 0 }
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.stride = stride
        self.values = [Float](unsafeUninitializedCapacity: rowCount * stride) { buffer, count in
            for row in 0..<rowCount {
                for column in 0..<columnCount {
                    let value = (Double(values[row * columnCount + column]) - means[column]) * factors[column]
                    buffer[row * stride + column] = Float(value)
                }
                for column in columnCount..<stride { buffer[row * stride + column] = 0 }
            }
            count = rowCount * stride
        }
    }
}
