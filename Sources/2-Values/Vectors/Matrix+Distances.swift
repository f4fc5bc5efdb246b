internal import Workers

extension Matrix {
    /// The distance of every row from a vector, in order of the rows.
    ///
    /// - Parameters:
    ///   - vector: one number a column, or it traps.
    ///   - threads: nil takes all cores. The result does not depend on them.
    public func distances(from vector: [Float], by distance: Distance, threads: Int? = nil) -> [Float] {
        precondition(vector.count == columnCount, "\(vector.count) numbers for \(columnCount) columns")
        return perRow(threads: threads) { row in
            vector.withUnsafeBufferPointer { distance.between($0.baseAddress!, row, columnCount) }
        }
    }

    /// The dot product of every row with a vector, in order of the rows; see ``distances(from:by:threads:)``.
    public func dots(with vector: [Float], threads: Int? = nil) -> [Float] {
        precondition(vector.count == columnCount, "\(vector.count) numbers for \(columnCount) columns")
        return perRow(threads: threads) { row in
            vector.withUnsafeBufferPointer { Lanes.dot($0.baseAddress!, row, columnCount) }
        }
    }

    private func perRow(threads: Int?, _ body: (UnsafePointer<Float>) -> Float) -> [Float] {
        let lanes = Workers.parts(count: rowCount, threads: threads)
        return withValues { values in
            [Float](unsafeUninitializedCapacity: rowCount) { buffer, count in
                Workers.perform(lanes) { lane in
                    guard let first = values.baseAddress else { return }
                    for row in Workers.share(lane, of: lanes, count: rowCount) {
                        buffer[row] = body(first + row * columnCount)
                    }
                }
                count = rowCount
            }
        }
    }
}
