/// A probability as a function of a score that never falls: straight between its points, level beyond them.
public struct IsotonicMap: Sendable, Equatable, Codable {
    /// Rising strictly.
    public let scores: [Double]
    /// At each score; not falling, above 0 and below 1.
    public let probabilities: [Double]

    /// - Parameters: one or more points, as the properties say, or it traps.
    public init(scores: [Double], probabilities: [Double]) {
        if let fault = Self.fault(scores, probabilities) { preconditionFailure(fault) }
        self.scores = scores
        self.probabilities = probabilities
    }

    /// - Throws: `DecodingError` where the points are not as the properties say.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let scores = try container.decode([Double].self, forKey: .scores)
        let probabilities = try container.decode([Double].self, forKey: .probabilities)
        if let fault = Self.fault(scores, probabilities) {
            throw DecodingError.dataCorruptedError(forKey: .scores, in: container, debugDescription: fault)
        }
        self.init(scores: scores, probabilities: probabilities)
    }

    /// The probability at a score.
    public func probability(at score: Double) -> Double {
        // The first point that is not below the score.
        var (low, high) = (0, scores.count)
        while low < high {
            let middle = (low + high) / 2
            if scores[middle] < score { low = middle + 1 } else { high = middle }
        }
        if low == 0 { return probabilities[0] }
        if low == scores.count { return probabilities[low - 1] }
        let part = (score - scores[low - 1]) / (scores[low] - scores[low - 1])
        return probabilities[low - 1] + part * (probabilities[low] - probabilities[low - 1])
    }

    private static func fault(_ scores: [Double], _ probabilities: [Double]) -> String? {
        guard !scores.isEmpty, scores.count == probabilities.count else {
            return "\(scores.count) scores with \(probabilities.count) probabilities"
        }
        guard scores.allSatisfy(\.isFinite), zip(scores, scores.dropFirst()).allSatisfy({ $0 < $1 }) else {
            return "scores that do not rise"
        }
        guard probabilities.allSatisfy({ $0 > 0 && $0 < 1 }),
            zip(probabilities, probabilities.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return "probabilities that fall, or are not between 0 and 1" }
        return nil
    }
}
