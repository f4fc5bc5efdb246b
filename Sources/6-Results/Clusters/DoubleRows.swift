internal import Vectors

/// The rows of a matrix in double precision.
final class DoubleRows: @unchecked Sendable {  // never changed after init
    let count: Int
    let columns: Int
    /// Axes (row, column).
    let values: UnsafePointer<Double>

    init(_ matrix: Matrix) {
        count = matrix.rowCount
        columns = matrix.columnCount
        let target = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count * columns))
        matrix.withValues { source in
            for place in source.indices { target[place] = Double(source[place]) }
        }
        values = UnsafePointer(target)
    }

    deinit { values.deallocate() }
}
