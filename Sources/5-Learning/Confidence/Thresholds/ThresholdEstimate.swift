/// Where a survey's threshold lies, as one method found it without labels of that survey, and how sure that is.
public struct ThresholdEstimate: Sendable, Equatable {
    /// Target scores as source scores.
    public let map: ScoreMap
    /// The same from sets drawn with replacement, and with what else the method may be wrong by.
    public let drawn: [ScoreMap]
    /// Galaxies that it was found from.
    public let galaxies: Int

    public init(map: ScoreMap, drawn: [ScoreMap], galaxies: Int) {
        self.map = map
        self.drawn = drawn
        self.galaxies = galaxies
    }

    /// Where the source's score `best` lies in the target survey.
    public func threshold(of best: Double) -> Double { map.target(best) }

    /// The middle 95 % of the drawn sets' thresholds.
    public func interval(of best: Double) -> ClosedRange<Double> {
        let thresholds = drawn.map { $0.target(best) }.sorted()
        return Self.quantile(thresholds, 0.025)...Self.quantile(thresholds, 0.975)
    }

    /// Variance of the drawn sets' thresholds, from the interval (that of a normal distribution has ± 1.96 σ).
    func variance(of best: Double) -> Double {
        let interval = interval(of: best)
        let deviation = max((interval.upperBound - interval.lowerBound) / (2 * 1.96), ScoreHistogram.step / 2)
        return deviation * deviation
    }

    /// Quantile of sorted values, linear between neighbours.
    static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
}
