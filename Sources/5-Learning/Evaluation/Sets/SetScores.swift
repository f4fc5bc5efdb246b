/// How often prediction sets hold the true class, and how large they are.
///
/// As JSON: `{"level", "n", "coverage", "mean_size", "sizes": [12, 900, 40], "per_class": [{"class", "n", "coverage",
/// "mean_size"}]}`, `sizes` being the numbers of sets with 0, 1, … classes.
public struct SetScores: Codable, Sendable, Equatable {
    /// The sets of the galaxies of one class.
    public struct OfClass: Codable, Sendable, Equatable {
        public let name: String
        /// Number of galaxies; the figures are nil where there is none.
        public let n: Int
        public let coverage: Estimate?
        public let meanSize: Estimate?

        enum CodingKeys: String, CodingKey {
            case name = "class"
            case n, coverage
            case meanSize = "mean_size"
        }
    }

    /// The coverage that the sets were made for, such as 0.95; nil where it is not known.
    public let level: Double?
    /// Number of labelled galaxies with a set.
    public let n: Int
    /// Share of them whose set holds the true class.
    public let coverage: Estimate
    /// Mean number of classes in a set.
    public let meanSize: Estimate
    /// Numbers of sets with 0, 1, … classes.
    public let sizes: [Int]
    /// In the order of the class list.
    public let perClass: [OfClass]

    enum CodingKeys: String, CodingKey {
        case level, n, coverage
        case meanSize = "mean_size"
        case sizes
        case perClass = "per_class"
    }

    /// Nil where no labelled prediction has a set.
    init?(_ predictions: [Prediction], classes: [String], level: Double?, resamples: Int, seed: UInt64) {
        let all = SetCounts(predictions, classCount: classes.count)
        guard let coverage = all.coverage, let meanSize = all.meanSize(resamples: resamples, seed: seed) else {
            return nil
        }
        self.level = level
        n = all.n
        self.coverage = coverage
        self.meanSize = meanSize
        sizes = all.sizes
        perClass = classes.enumerated().map { number, name in
            let own = SetCounts(predictions.filter { $0.truth == number }, classCount: classes.count)
            return OfClass(
                name: name, n: own.n, coverage: own.coverage,
                meanSize: own.meanSize(resamples: resamples, seed: seed))
        }
    }
}
