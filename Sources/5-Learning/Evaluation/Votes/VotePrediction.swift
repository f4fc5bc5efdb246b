/// What a network expects of volunteers for one galaxy, and what they said.
public struct VotePrediction: Sendable, Equatable {
    /// Dirichlet concentration of each answer, question after question.
    public let concentrations: [Double]
    /// Votes for each answer, in the same order.
    public let counts: [Double]

    public init(concentrations: [Double], counts: [Double]) {
        precondition(concentrations.count == counts.count, "\(concentrations.count) and \(counts.count) answers")
        self.concentrations = concentrations
        self.counts = counts
    }

    /// Minus the logarithm of the probability of the votes for the answers `range` of one question (Dirichlet-multinomial;
    /// Walmsley et al. 2022, MNRAS 509, 3966); 0 without votes.
    package func loss(_ range: Range<Int>) -> Double {
        let votes = counts[range].reduce(0, +)
        let sum = concentrations[range].reduce(0, +)
        var loss = logGamma(votes + sum) - logGamma(sum) - logGamma(votes + 1)
        for place in range {
            loss += logGamma(counts[place] + 1) + logGamma(concentrations[place])
            loss -= logGamma(counts[place] + concentrations[place])
        }
        return loss
    }

    /// Of each answer of a question, the expected fraction less the fraction of the votes; empty without votes.
    func deviations(_ range: Range<Int>) -> [Double] {
        let votes = counts[range].reduce(0, +)
        let sum = concentrations[range].reduce(0, +)
        return votes > 0 ? range.map { concentrations[$0] / sum - counts[$0] / votes } : []
    }
}
