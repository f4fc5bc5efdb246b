/// Whether a stated probability of the positive class is the share of galaxies that belong to it.
public struct Calibration: Codable, Sendable, Equatable {
    /// The galaxies whose stated probability lies in one tenth of 0…1.
    public struct Bin: Codable, Sendable, Equatable {
        /// Lower and upper end of the stated probability.
        public let from: Double, to: Double
        /// Number of galaxies.
        public let n: Int
        /// Mean of their stated probabilities.
        public let meanProbability: Double
        /// Share of them that belong to the positive class.
        public let share: Estimate

        enum CodingKeys: String, CodingKey {
            case from, to, n
            case meanProbability = "mean_probability"
            case share
        }
    }

    /// Mean of (probability − truth)², truth being 1 or 0; 0 is perfect, 0.25 is what "always one half" reaches.
    ///
    /// Source: Brier 1950, Mon. Weather Rev. 78, 1.
    public let brier: Double
    /// Mean of |mean probability − share| over the bins, weighted by their sizes; 0 is perfect.
    ///
    /// Source: Naeini, Cooper & Hauskrecht 2015, AAAI, with ten bins of equal width on the positive class.
    public let expectedCalibrationError: Double
    /// The bins that hold a galaxy, from low to high probability.
    public let bins: [Bin]

    enum CodingKeys: String, CodingKey {
        case brier
        case expectedCalibrationError = "expected_calibration_error"
        case bins
    }

    /// Takes predictions that all have a true class.
    init(_ predictions: [Prediction]) {
        let binCount = 10
        var groups = [[(probability: Double, truth: Double)]](repeating: [], count: binCount)
        var squares = 0.0
        for prediction in predictions {
            let probability = prediction.probabilities[0]
            let truth = prediction.truth == 0 ? 1.0 : 0.0
            squares += (probability - truth) * (probability - truth)
            groups[min(binCount - 1, Int(probability * Double(binCount)))].append((probability, truth))
        }
        let count = Double(predictions.count)
        var error = 0.0
        var bins: [Bin] = []
        for (number, group) in groups.enumerated() where !group.isEmpty {
            let members = group.count { $0.truth == 1 }
            let mean = group.reduce(0) { $0 + $1.probability } / Double(group.count)
            let share = Estimate.proportion(members, of: group.count)!
            error += Double(group.count) / count * abs(mean - share.value)
            bins.append(
                Bin(
                    from: Double(number) / Double(binCount), to: Double(number + 1) / Double(binCount),
                    n: group.count, meanProbability: mean, share: share))
        }
        brier = squares / count
        expectedCalibrationError = error
        self.bins = bins
    }
}
