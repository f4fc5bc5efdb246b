/// Whether the stated probability of one class is the share of galaxies that belong to it.
public struct ClassCalibration: Codable, Sendable, Equatable {
    /// The class; nil where confidences are judged, a galaxy belonging where it was given its true class.
    public let name: String?
    /// Mean of (probability − truth)², truth being 1 or 0. Source: Brier 1950, Mon. Weather Rev. 78, 1.
    public let brier: Estimate
    /// Mean of |mean probability − share| over ten bins of equal width, weighted by their sizes.
    ///
    /// Noise alone makes it larger than 0, the more, the fewer the galaxies. Its interval is one of the error that a set
    /// without end would show in these bins, so that the figure may lie near its upper end (``Estimate/Method``).
    ///
    /// Source: Naeini, Cooper & Hauskrecht 2015, AAAI.
    public let expectedCalibrationError: Estimate
    /// Root of the mean squared gap over fifteen bins of equally many galaxies, the noise of their shares taken out.
    ///
    /// Source: Kumar, Liang & Ma 2019, NeurIPS, "Verified Uncertainty Calibration", section 5.
    public let debiasedRootMeanSquareError: Double
    /// The tenths of 0…1 that hold a galaxy, from low to high probability.
    public let bins: [ReliabilityBin]

    enum CodingKeys: String, CodingKey {
        case name = "class"
        case brier
        case expectedCalibrationError = "expected_calibration_error"
        case debiasedRootMeanSquareError = "debiased_root_mean_square_error"
        case bins
    }

    /// - Parameter ranked: the stated probabilities; positive where a galaxy belongs.
    init(name: String?, _ ranked: RankedScores, resamples: Int, seed: UInt64) {
        let cells = ranked.exact
        let bins = ReliabilityBin.all(cells)
        let total = Double(cells.total)
        // Where none of n galaxies has another square, the share that has one is bounded as that of no mistake in n.
        let others = Intervals.wilson(successes: 0, trials: total).upperBound
        let square = RankedScores.Figure(
            value: { $0.meanSquare($1) }, closedForm: { $0 * (1 - others)...$0 + (1 - $0) * others })
        let error = cells.calibrationError(cells.counts)!
        self.name = name
        brier = ranked.estimates([square], resamples: resamples, seed: seed)[0]!
        expectedCalibrationError = Estimate(
            error,
            inverted: CalibrationErrorInterval(bins, error: error, sets: max(200, resamples / 4), seed: seed).interval)
        debiasedRootMeanSquareError = cells.debiasedError()
        self.bins = bins
    }
}
