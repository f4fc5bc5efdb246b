/// What is known of the calibration galaxies of one class.
struct CalibrationScores: Sendable, Equatable {
    /// Nonconformity of each.
    var scores: [Double] = []
    /// Magnitude and size of each.
    var covariates: [Covariates] = []
}
