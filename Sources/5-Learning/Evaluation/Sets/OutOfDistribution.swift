/// How many labelled galaxies look unlike clean galaxies of their survey.
///
/// Of clean galaxies the share should be the level: they are the false alarms.
public struct OutOfDistribution: Codable, Sendable, Equatable {
    /// The p-value from which down a galaxy counts.
    public let level: Double
    /// Number of labelled galaxies with a p-value.
    public let n: Int
    /// Share of them whose p-value is at most ``level``.
    public let share: Estimate

    /// Nil where no prediction has a p-value.
    init?(_ predictions: [Prediction], level: Double = 0.05) {
        let values = predictions.compactMap(\.oodPValue)
        guard let share = Estimate.proportion(values.count { $0 <= level }, of: values.count) else { return nil }
        self.level = level
        n = values.count
        self.share = share
    }
}
