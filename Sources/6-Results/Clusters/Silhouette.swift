internal import CMachine
internal import Neighbours
internal import Randomness
public import Vectors
internal import Workers

/// How much nearer rows are to their own cluster than to the next one (Rousseeuw 1987), by Euclidean distances.
public struct Silhouette: Sendable, Equatable {
    /// Mean over the rows, -1…1; NaN with fewer than two clusters.
    public let mean: Double
    /// Mean of each cluster; NaN where none of its rows was looked at.
    public let clusters: [Double]
    /// Rows that were looked at.
    public let rows: Int
    /// Rows there are in clusters: more than ``rows`` where a sample was taken.
    public let ofRows: Int

    /// - Parameters:
    ///   - matrix: all finite.
    ///   - labels: cluster of each row, negative ones are left out.
    ///   - most: with more rows than these a sample of so many is compared with itself.
    ///   - threads: nil takes all cores.
    public init(_ matrix: Matrix, _ labels: [Int32], most: Int = 10_000, seed: UInt64 = 0, threads: Int? = nil) {
        precondition(labels.count == matrix.rowCount, "\(labels.count) labels for \(matrix.rowCount) rows")
        var chosen = labels.indices.filter { labels[$0] >= 0 }
        ofRows = chosen.count
        if chosen.count > most {
            var generator = SeededGenerator(seed, 0x51)
            chosen = generator.shuffled(chosen).prefix(most).sorted()
        }
        rows = chosen.count
        let count = Int(labels.max() ?? -1) + 1
        let groups = chosen.map { labels[$0] }
        var sizes = [Int](repeating: 0, count: max(0, count))
        for group in groups { sizes[Int(group)] += 1 }
        guard sizes.count(where: { $0 > 0 }) >= 2 else {
            mean = .nan
            clusters = sizes.map { _ in .nan }
            return
        }
        let own = Self.widths(matrix.gathered(chosen), groups, sizes, threads)
        var sums = [Double](repeating: 0, count: count)
        for (place, group) in groups.enumerated() { sums[Int(group)] += own[place] }
        clusters = zip(sums, sizes).map { $1 > 0 ? $0 / Double($1) : .nan }
        mean = own.reduce(0, +) / Double(own.count)
    }

    /// The width of each row; 0 where it is alone in its cluster.
    private static func widths(_ matrix: Matrix, _ groups: [Int32], _ sizes: [Int], _ threads: Int?) -> [Double] {
        let packed = PackedRows(matrix, threads: threads)
        var widths = [Double](repeating: 0, count: matrix.rowCount)
        let block = 96
        matrix.withValues { values in
            widths.withUnsafeMutableBufferPointer { widths in
                nonisolated(unsafe) let (widths, values) = (widths, values.baseAddress!)
                Workers.each((matrix.rowCount + block - 1) / block, threads: threads) { item in
                    let range = item * block..<min(matrix.rowCount, item * block + block)
                    var sums = [Double](repeating: 0, count: range.count * sizes.count)
                    cm_group_distances(
                        values, packed.values, matrix.rowCount, matrix.columnCount, groups, sizes.count,
                        range.lowerBound, range.upperBound, &sums)
                    for row in range {
                        let own = Int(groups[row])
                        guard sizes[own] > 1 else { continue }
                        let first = (row - range.lowerBound) * sizes.count
                        let within = sums[first + own] / Double(sizes[own] - 1)
                        var next = Double.infinity
                        for group in sizes.indices where group != own && sizes[group] > 0 {
                            next = min(next, sums[first + group] / Double(sizes[group]))
                        }
                        widths[row] = max(within, next) > 0 ? (next - within) / max(within, next) : 0
                    }
                }
            }
        }
        return widths
    }
}
