/// The galaxies whose stated probability lies in one tenth of 0…1.
public struct ReliabilityBin: Codable, Sendable, Equatable {
    /// Lower and upper end of the stated probability.
    public let from: Double, to: Double
    /// Number of galaxies.
    public let n: Int
    /// Mean of their stated probabilities.
    public let meanProbability: Double
    /// Share of them that belong to the class.
    public let share: Estimate

    enum CodingKeys: String, CodingKey {
        case from, to, n
        case meanProbability = "mean_probability"
        case share
    }

    /// The tenths that hold a galaxy, from low to high probability.
    static func all(_ cells: ScoreCells) -> [ReliabilityBin] {
        var counts = [Int](repeating: 0, count: 10)
        var members = counts
        var sums = [Double](repeating: 0, count: 10)
        for (cell, tenth) in cells.tenths.enumerated() {
            let (others, own) = (cells.counts[2 * cell], cells.counts[2 * cell + 1])
            counts[tenth] += others + own
            members[tenth] += own
            sums[tenth] += Double(others) * cells.means[2 * cell] + Double(own) * cells.means[2 * cell + 1]
        }
        return counts.indices.compactMap { tenth in
            Estimate.proportion(members[tenth], of: counts[tenth]).map { share in
                ReliabilityBin(
                    from: Double(tenth) / 10, to: Double(tenth + 1) / 10, n: counts[tenth],
                    meanProbability: sums[tenth] / Double(counts[tenth]), share: share)
            }
        }
    }
}
