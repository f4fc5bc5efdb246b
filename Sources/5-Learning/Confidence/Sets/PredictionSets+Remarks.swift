internal import Foundation

extension PredictionSets {
    /// What these sets promise and what they do not, a sentence each: for the log.
    public var remarks: [String] {
        [promise] + zip(classes, prepared).compactMap { shortage($0, $1) }
    }

    /// `95 %`, `99.5 %`.
    public var levelText: String { "\(String(format: "%g", level * 100)) %" }

    private var promise: String {
        let counts = zip(classes, prepared).map { "\($1.count) \($0)" }.joined(separator: ", ")
        let start = "Prediction sets hold the true class of \(levelText) of the galaxies of each class"
        guard usesMagnitude else {
            return start
                + " (calibration: \(counts)), but not of the faint or the bright alone: magnitudes are missing."
        }
        let bins = prepared.map { String($0.binCount) }.joined(separator: " and ")
        guard ratio != nil else { return start + " in \(bins) ranges of magnitude (calibration: \(counts))." }
        let worth = zip(classes, prepared).map { "\(Int($1.effectiveCount)) \($0)" }.joined(separator: ", ")
        return start
            + " in \(bins) ranges of magnitude, weighted to the target survey (calibration: \(counts), worth \(worth))."
    }

    /// Why the sets hold a class always; nil where they do not.
    private func shortage(_ name: String, _ calibration: ClassCalibration) -> String? {
        let needed = Int((1 / (1 - level) - 1 - 1e-9).rounded(.up))
        guard calibration.smallest < needed else { return nil }
        return "Of \(name) there are \(calibration.smallest) calibration galaxies where \(needed) are needed for "
            + "\(levelText): sets hold \(name) always."
    }
}
