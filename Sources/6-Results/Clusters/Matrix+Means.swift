internal import Vectors
internal import Workers

extension Matrix {
    /// Mean of each column; 0 without rows.
    var columnMeans: [Float] {
        let (rows, columns, width) = (rowCount, columnCount, 64)
        var sums = [Double](repeating: 0, count: columns)
        withValues { values in
            sums.withUnsafeMutableBufferPointer { sums in
                nonisolated(unsafe) let sums = sums.baseAddress!
                let threads = rows * columns > 1 << 16 ? Workers.cores : 1
                Workers.each((columns + width - 1) / width, threads: threads) { strip in
                    let range = strip * width..<min(columns, strip * width + width)
                    guard let first = values.baseAddress else { return }
                    for row in 0..<rows {
                        let own = first + row * columns
                        for column in range { sums[column] += Double(own[column]) }
                    }
                }
            }
        }
        return sums.map { Float($0 / Double(max(1, rows))) }
    }
}
