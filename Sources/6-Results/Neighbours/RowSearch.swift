internal import CMachine
internal import Vectors
internal import Workers

/// ``OutsideSearch`` in many dimensions, by comparing all rows: distances in single precision leave few to be made in double.
package final class RowSearch: OutsideSearch {
    private let rows: PackedRows
    package let neighbourCount: Int
    package let neighbours: [Int32]
    package let core: [Double]

    /// - Parameters:
    ///   - matrix: all finite.
    ///   - neighbours: the core distance is that of this neighbour; 1 ..< the number of rows, or it traps.
    ///   - threads: nil takes all cores.
    package init(_ rows: PackedRows, neighbours count: Int, threads: Int?) {
        precondition(
            count > 0 && count < rows.matrix.rowCount, "\(count) neighbours among \(rows.matrix.rowCount) rows")
        self.rows = rows
        neighbourCount = count
        let rowCount = rows.matrix.rowCount
        var found = [Int32](repeating: 0, count: rowCount * count)
        var distances = [Double](repeating: 0, count: rowCount * count)
        rows.matrix.withValues { source in
            found.withUnsafeMutableBufferPointer { found in
                distances.withUnsafeMutableBufferPointer { distances in
                    let block = 96
                    Workers.each((rowCount + block - 1) / block, threads: threads) { item in
                        let first = item * block
                        cm_rows_nearest(
                            source.baseAddress!, rows.values, rowCount, rows.matrix.columnCount, first,
                            min(rowCount, first + block), Int32(count), found.baseAddress! + first * count,
                            distances.baseAddress! + first * count)
                    }
                }
            }
        }
        neighbours = found
        var core = (0..<rowCount).map { distances[($0 + 1) * count - 1] }
        core += [Double](repeating: .infinity, count: rows.blockCount * PackedRows.blockSize - rowCount)
        self.core = core
    }

    package var count: Int { rows.matrix.rowCount }

    package func row(of slot: Int) -> Int { slot }

    package func outside(
        slots: [Int32], component: [Int32], cutoffs: [Double], threads: Int?
    ) -> (partners: [Int32], distances: [Double]) {
        var distances = [Double](repeating: 0, count: slots.count)
        var partners = [Int32](repeating: -1, count: slots.count)
        rows.matrix.withValues { source in
            partners.withUnsafeMutableBufferPointer { partners in
                distances.withUnsafeMutableBufferPointer { distances in
                    slots.withUnsafeBufferPointer { slots in
                        let block = 48
                        Workers.each((slots.count + block - 1) / block, threads: threads) { item in
                            let first = item * block
                            cm_rows_outside(
                                source.baseAddress!, rows.values, rows.matrix.rowCount, rows.matrix.columnCount, core,
                                component, slots.baseAddress! + first, min(block, slots.count - first), cutoffs,
                                partners.baseAddress! + first, distances.baseAddress! + first)
                        }
                    }
                }
            }
        }
        return (partners, distances)
    }
}
