/// A vector for each row of a table, in a column of its own behind the others: ``Table/vectors``.
package struct RowVectors: Sendable, Equatable {
    /// Numbers in each, 1 or more.
    package let width: Int
    /// Axes (row, number); a missing vector is NaN.
    package let values: [Float]

    /// Number of vectors.
    package var count: Int { values.count / width }

    /// - Parameter values: axes (row, number), a whole number of rows, or it traps.
    package init(width: Int, _ values: [Float]) {
        precondition(width > 0 && values.count % width == 0, "\(values.count) numbers in vectors of \(width)")
        (self.width, self.values) = (width, values)
    }

    /// The vector of a row.
    package subscript(row: Int) -> ArraySlice<Float> { values[row * width..<(row + 1) * width] }

    /// The vectors at `rows`, in that order; NaN where a row is negative.
    func gathered(_ rows: [some FixedWidthInteger & SignedInteger]) -> RowVectors {
        var gathered: [Float] = []
        gathered.reserveCapacity(rows.count * width)
        for row in rows {
            if row < 0 {
                gathered.append(contentsOf: repeatElement(.nan, count: width))
            } else {
                gathered.append(contentsOf: self[Int(row)])
            }
        }
        return RowVectors(width: width, gathered)
    }

    /// The vectors of a stretch of rows.
    func sliced(_ rows: Range<Int>) -> RowVectors {
        RowVectors(width: width, Array(values[rows.lowerBound * width..<rows.upperBound * width]))
    }

    /// Equal when the numbers are; NaN equals NaN.
    package static func == (left: Self, right: Self) -> Bool {
        left.width == right.width
            && left.values.elementsEqual(right.values) { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
}
