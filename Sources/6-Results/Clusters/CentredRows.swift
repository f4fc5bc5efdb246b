internal import CMachine
internal import Foundation
internal import Neighbours
internal import Randomness
internal import Vectors
internal import Workers

/// The rows of a matrix around their mean, packed for products with centres.
final class CentredRows: Sendable {
    let matrix: Matrix
    let mean: [Float]
    let packed: PackedRows
    /// Squared length of each row around the mean; 0 in the places that fill the last block.
    let lengths: [Float]
    /// Mean variance of the columns.
    let variance: Double

    var rowCount: Int { matrix.rowCount }
    var columnCount: Int { matrix.columnCount }
    /// Rows, and what fills the last block.
    var placeCount: Int { packed.blockCount * PackedRows.blockSize }

    /// Blocks of an item of work.
    static let blocks = 32

    init(_ matrix: Matrix, around mean: [Float]? = nil, threads: Int?) {
        self.matrix = matrix
        let mean = mean ?? matrix.columnMeans
        self.mean = mean
        let packed = PackedRows(matrix, origin: mean, threads: threads)
        self.packed = packed
        let (columns, size) = (matrix.columnCount, PackedRows.blockSize)
        var lengths = [Float](repeating: 0, count: packed.blockCount * size)
        lengths.withUnsafeMutableBufferPointer { lengths in
            nonisolated(unsafe) let lengths = lengths
            Workers.each((packed.blockCount + Self.blocks - 1) / Self.blocks, threads: threads) { item in
                for block in item * Self.blocks..<min(packed.blockCount, (item + 1) * Self.blocks) {
                    var sum = SIMD16<Float>()
                    for column in 0..<columns {
                        let values = UnsafeRawPointer(packed.values + (block * columns + column) * size)
                            .loadUnaligned(as: SIMD16<Float>.self)
                        sum += values * values
                    }
                    for place in 0..<size { lengths[block * size + place] = sum[place] }
                }
            }
        }
        self.lengths = lengths
        variance = lengths.reduce(0.0) { $0 + Double($1) } / Double(max(1, matrix.rowCount * columns))
    }

    /// Half of the squared length of each centre.
    func halves(_ centres: [Float]) -> [Float] {
        (0..<centres.count / columnCount).map { centre in
            Float(
                0.5
                    * (0..<columnCount).reduce(0.0) {
                        let value = Double(centres[centre * columnCount + $1])
                        return $0 + value * value
                    })
        }
    }

    /// A row around the mean.
    func row(_ row: Int) -> [Float] {
        let (block, place) = (row / PackedRows.blockSize, row % PackedRows.blockSize)
        return (0..<columnCount).map { packed.values[(block * columnCount + $0) * PackedRows.blockSize + place] }
    }

    /// Greedy k-means++: centres drawn one after another with the square of their distance from the others as weight, the best of
    /// 2 + ln k candidates each.
    ///
    /// - Throws: ``TooFewDistinctRows``.
    func spreadCentres(_ count: Int, _ generator: inout SeededGenerator, threads: Int?) throws -> [Float] {
        let trials = 2 + Int(log(Double(count)))
        var centres = row(generator.index(below: rowCount))
        var field = DistanceField(self)
        field.take(field.candidates(centres, self, threads: threads), 0)
        for _ in 1..<max(1, count) {
            guard field.total > 0 else {
                throw TooFewDistinctRows(distinct: centres.count / columnCount, clusters: count)
            }
            let chosen = (0..<trials).map { _ in field.draw(generator.uniform()) }
            let candidates = chosen.flatMap(row)
            let fields = field.candidates(candidates, self, threads: threads)
            let best = fields.totals.indices.min { fields.totals[$0] < fields.totals[$1] } ?? 0
            field.take(fields, best)
            centres += candidates[(best * columnCount)..<((best + 1) * columnCount)]
        }
        return centres
    }
}
