/// Where the scores of one survey lie in those of another: target score = scale · source score + offset.
public struct ScoreMap: Sendable, Equatable, Codable {
    /// Above 0.
    public var scale: Double
    public var offset: Double

    /// Scores mean the same in both surveys.
    public static let identity = ScoreMap(scale: 1, offset: 0)

    public init(scale: Double, offset: Double) {
        precondition(scale > 0, "a scale of \(scale) turns the order round")
        self.scale = scale
        self.offset = offset
    }

    /// The source score that means what `score` means in the target survey.
    public func source(_ score: Double) -> Double { (score - offset) / scale }

    /// The target score that means what `score` means in the source survey.
    public func target(_ score: Double) -> Double { scale * score + offset }
}
