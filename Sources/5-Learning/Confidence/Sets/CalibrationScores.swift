/// What is known of the calibration galaxies of one class.
struct CalibrationScores: Sendable, Equatable {
    /// Nonconformity of each.
    var scores: [Double] = []
    /// Probability of the class that each was given; empty where files of earlier versions do not say it.
    var confidences: [Double] = []
    /// Magnitude and size of each.
    var covariates: [Covariates] = []
}
