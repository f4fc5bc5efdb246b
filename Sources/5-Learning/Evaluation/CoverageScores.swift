/// The figures of the most confident part of a set.
public struct CoverageScores: Codable, Sendable, Equatable {
    /// Share of the set that was kept, above 0 and at most 1.
    public let coverage: Double
    /// The confidence of the least confident galaxy that was kept.
    public let lowestConfidence: Double
    /// Its figures.
    public let scores: Scores

    enum CodingKeys: String, CodingKey {
        case coverage
        case lowestConfidence = "lowest_confidence"
    }

    init(coverage: Double, lowestConfidence: Double, scores: Scores) {
        self.coverage = coverage
        self.lowestConfidence = lowestConfidence
        self.scores = scores
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        coverage = try container.decode(Double.self, forKey: .coverage)
        lowestConfidence = try container.decode(Double.self, forKey: .lowestConfidence)
        scores = try Scores(from: decoder)
    }

    /// The scores' keys stand beside `coverage` and `lowest_confidence`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(coverage, forKey: .coverage)
        try container.encode(lowestConfidence, forKey: .lowestConfidence)
        try scores.encode(to: encoder)
    }
}
