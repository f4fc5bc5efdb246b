internal import Confidence

/// The figures of the terciles of a set by a quantity such as the magnitude.
///
/// As JSON: `{"unknown": 3, "terciles": [{"from", "to", "n", "accuracy", "mean_confidence", "set_coverage", "set_mean_size"}]}`.
public struct Strata: Codable, Sendable, Equatable {
    /// The galaxies whose quantity lies in one interval.
    public struct Tercile: Codable, Sendable, Equatable {
        /// Least and greatest value, both of galaxies of the part.
        public let from: Double, to: Double
        /// Number of galaxies.
        public let n: Int
        /// Share of them that were given their true class.
        public let accuracy: Estimate
        /// Mean probability of the class that was given: what ``accuracy`` should be.
        public let meanConfidence: Double
        /// Share of their prediction sets that hold the true class; nil where there are no sets.
        public let setCoverage: Estimate?
        /// Mean number of classes in a set; nil where there are no sets.
        public let setMeanSize: Estimate?

        enum CodingKeys: String, CodingKey {
            case from, to, n, accuracy
            case meanConfidence = "mean_confidence"
            case setCoverage = "set_coverage"
            case setMeanSize = "set_mean_size"
        }
    }

    /// Number of labelled galaxies whose quantity is not known.
    public let unknown: Int
    /// From low to high values; fewer than three where values are equal.
    public let terciles: [Tercile]

    /// - Parameter quantity: of a galaxy; NaN where it is not known. Nil where it is known of fewer than three galaxies.
    init?(
        _ predictions: [Prediction], by quantity: (Covariates) -> Double, classCount: Int, resamples: Int, seed: UInt64
    ) {
        var known: [(value: Double, position: Int)] = []
        for (position, prediction) in predictions.enumerated() {
            if let value = prediction.covariates.map(quantity), value.isFinite { known.append((value, position)) }
        }
        guard known.count >= 3 else { return nil }
        known.sort { $0.value < $1.value }
        unknown = predictions.count - known.count
        // Equal values stay together: a part ends where the next value is another.
        var starts = [0]
        for tercile in 1...2 {
            var start = tercile * known.count / 3
            while start < known.count, start > 0, known[start].value == known[start - 1].value { start += 1 }
            if start > starts[starts.count - 1], start < known.count { starts.append(start) }
        }
        terciles = zip(starts, starts.dropFirst() + [known.count]).map { start, end in
            let part = known[start..<end].map { predictions[$0.position] }
            let sets = SetCounts(part, classCount: classCount)
            return Tercile(
                from: known[start].value, to: known[end - 1].value, n: part.count,
                accuracy: .proportion(part.count { $0.truth == $0.predicted }, of: part.count)!,
                meanConfidence: part.reduce(0) { $0 + $1.confidence } / Double(part.count),
                setCoverage: sets.coverage, setMeanSize: sets.meanSize(resamples: resamples, seed: seed))
        }
    }
}
