internal import CMachine
package import Vectors
internal import Workers

/// The rows of a matrix in blocks of 16 whose columns follow one another, as the loops over all pairs of rows want them: a second
/// copy of the matrix in memory.
package final class PackedRows: @unchecked Sendable {  // never changed after init
    package let matrix: Matrix
    /// Axes (block, column, row of the block); what lies past the last row is 0.
    package let values: UnsafePointer<Float>
    package let blockCount: Int

    /// Rows of a block.
    package static let blockSize = Int(cm_block)

    /// - Parameters:
    ///   - origin: is taken off every row; one number a column, or it traps.
    ///   - threads: nil takes all cores.
    package init(_ matrix: Matrix, origin: [Float]? = nil, threads: Int? = nil) {
        precondition((origin?.count ?? matrix.columnCount) == matrix.columnCount, "an origin of other columns")
        self.matrix = matrix
        let (rows, columns) = (matrix.rowCount, matrix.columnCount)
        let blocks = (rows + Self.blockSize - 1) / Self.blockSize
        let target = UnsafeMutablePointer<Float>.allocate(capacity: max(1, blocks * Self.blockSize * columns))
        blockCount = blocks
        values = UnsafePointer(target)
        matrix.withValues { source in
            guard let source = source.baseAddress else { return }
            let parts = (blocks + 63) / 64
            nonisolated(unsafe) let target = target
            Workers.each(parts, threads: threads) { part in
                let (first, last) = (part * 64, Swift.min(blocks, part * 64 + 64))
                if let origin {
                    cm_pack(source, origin, rows, columns, first, last, target)
                } else {
                    cm_pack(source, nil, rows, columns, first, last, target)
                }
            }
        }
    }

    deinit { values.deallocate() }
}
