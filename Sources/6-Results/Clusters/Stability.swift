internal import Randomness
public import Vectors

/// Whether other galaxies of the same kind would be sorted alike: the agreement of clusterings of random subsamples on the rows
/// that two of them have in common (Ben-Hur, Elisseeff and Guyon 2002, with the adjusted Rand index).
public struct Stability: Sendable, Equatable {
    /// Adjusted Rand index of each pair of subsamples, rising.
    public let agreements: [Double]
    /// Number of clusters in each subsample.
    public let clusterCounts: [Int]
    /// Rows of a subsample.
    public let rows: Int

    public var mean: Double { agreements.isEmpty ? .nan : agreements.reduce(0, +) / Double(agreements.count) }
    /// What 95 % of the pairs lie within.
    public var interval: ClosedRange<Double>? {
        guard let last = agreements.indices.last else { return nil }
        func quantile(_ share: Double) -> Double {
            let place = share * Double(last)
            let below = Int(place)
            let next = agreements[min(last, below + 1)]
            return agreements[below] + (next - agreements[below]) * (place - Double(below))
        }
        return quantile(0.025)...quantile(0.975)
    }

    /// - Parameters:
    ///   - subsamples: 2 or more.
    ///   - share: of the rows in a subsample, 0…1.
    ///   - most: rows of a subsample at most.
    ///   - cluster: labels of the rows of a matrix, -1 is none.
    public init(
        _ matrix: Matrix, subsamples: Int = 10, share: Double = 0.8, most: Int = 20_000, seed: UInt64 = 0,
        _ cluster: (_ rows: Matrix, _ number: Int) throws -> [Int32]
    ) rethrows {
        let count = max(2, min(most, Int((share * Double(matrix.rowCount)).rounded())))
        rows = count
        var all: [[Int32]] = []
        for number in 0..<subsamples {
            var generator = SeededGenerator(seed, 0x57, UInt64(number))
            let chosen = generator.shuffled(0..<matrix.rowCount).prefix(count).sorted()
            var labels = [Int32](repeating: .min, count: matrix.rowCount)
            for (row, label) in zip(chosen, try cluster(matrix.gathered(chosen), number)) { labels[row] = label }
            all.append(labels)
        }
        clusterCounts = all.map { Int($0.max() ?? -1) + 1 }
        var agreements: [Double] = []
        for one in all.indices {
            for other in one + 1..<all.count {
                // noise is a group like others here; rows of one subsample alone do not count
                let pairs = zip(all[one], all[other]).filter { $0 != .min && $1 != .min }
                agreements.append(Agreement(pairs.map { $0.0 + 1 }, pairs.map { $0.1 + 1 }).adjustedRand)
            }
        }
        self.agreements = agreements.sorted()
    }
}
