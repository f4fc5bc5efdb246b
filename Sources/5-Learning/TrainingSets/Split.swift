internal import Files
public import Manifests
import Randomness
public import Sky

/// Rows parted into those to train on, those to validate on and those to calibrate on, no galaxy in two of them; see
/// ``GalaxyGroups``.
///
/// The parts are stratified: each class is parted in the same proportion, as nearly as whole galaxies allow. The same
/// rows in the same order and the same seed give the same split on every machine.
public struct Split: Sendable, Equatable {
    /// Indices of the rows to train on, rising.
    public let train: [Int]
    /// Indices of the rows to validate on, rising.
    public let validation: [Int]
    /// Indices of the rows that neither trains nor steers the network, rising: what its answers are worth is learnt there.
    public let calibration: [Int]

    package init(train: [Int], validation: [Int], calibration: [Int] = []) {
        self.train = train
        self.validation = validation
        self.calibration = calibration
    }

    /// Parts rows in two, or in three.
    ///
    /// - Parameters:
    ///   - rows: the rows.
    ///   - classes: class number of each row, or nil where it has none; these are the strata.
    ///   - validationFraction: the share of rows to validate on, 0 < fraction < 1.
    ///   - calibrationFraction: the share of rows to calibrate on, 0 ≤ fraction; both together are below 1. The split that 0
    ///     gives is that of two parts.
    ///   - seed: decides which galaxies.
    ///   - radius: positions within it are those of one galaxy.
    /// - Throws: ``InputError`` when a fraction is out of range, or a class has fewer galaxies than there are parts.
    public static func trainValidation(
        _ rows: [Manifest.Row], classes: [Int?], validationFraction: Double, calibrationFraction: Double = 0,
        seed: UInt64, radius: Angle = GalaxyGroups.standardRadius
    ) throws -> Split {
        guard validationFraction > 0 && validationFraction < 1 else {
            throw InputError(
                problem: "the validation fraction must lie between 0 and 1, both excluded, and is \(validationFraction)"
            )
        }
        try check(calibrationFraction, besides: validationFraction)
        guard calibrationFraction > 0 else {
            let parts = try deal(
                rows, classes: classes, shares: [1 - validationFraction, validationFraction], seed: seed, radius: radius
            )
            return Split(train: parts[0], validation: parts[1])
        }
        let parts = try deal(
            rows, classes: classes,
            shares: [1 - validationFraction - calibrationFraction, validationFraction, calibrationFraction], seed: seed,
            radius: radius)
        return Split(train: parts[0], validation: parts[1], calibration: parts[2])
    }

    /// Parts rows into those to train on and those to calibrate on, where others are validated on.
    ///
    /// Parameters and errors as in
    /// ``trainValidation(_:classes:validationFraction:calibrationFraction:seed:radius:)``; a fraction of 0 trains on all.
    public static func trainCalibration(
        _ rows: [Manifest.Row], classes: [Int?], calibrationFraction: Double, seed: UInt64,
        radius: Angle = GalaxyGroups.standardRadius
    ) throws -> Split {
        try check(calibrationFraction, besides: 0)
        guard calibrationFraction > 0 else { return Split(train: Array(rows.indices), validation: []) }
        let parts = try deal(
            rows, classes: classes, shares: [1 - calibrationFraction, calibrationFraction], seed: seed, radius: radius)
        return Split(train: parts[0], validation: [], calibration: parts[1])
    }

    private static func check(_ calibrationFraction: Double, besides other: Double) throws {
        guard calibrationFraction >= 0 && calibrationFraction + other < 1 else {
            throw InputError(
                problem: "the calibration fraction must be 0 or more, and with the validation fraction below 1, and is "
                    + "\(calibrationFraction)\(other > 0 ? " beside \(other)" : "")")
        }
    }

    /// Parts rows for k-fold cross-validation: every row is validated on in exactly one of the splits.
    ///
    /// Parameters and errors as in ``trainValidation(_:classes:validationFraction:calibrationFraction:seed:radius:)``; `count` ≥ 2, and
    /// each class must have at least `count` galaxies.
    public static func folds(
        _ rows: [Manifest.Row], classes: [Int?], count: Int, seed: UInt64,
        radius: Angle = GalaxyGroups.standardRadius
    ) throws -> [Split] {
        guard count >= 2 else { throw InputError(problem: "cross-validation needs at least 2 folds, not \(count)") }
        let shares = [Double](repeating: 1 / Double(count), count: count)
        let parts = try deal(rows, classes: classes, shares: shares, seed: seed, radius: radius)
        return parts.indices.map { fold in
            let others = parts.indices.filter { $0 != fold }.flatMap { parts[$0] }
            return Split(train: others.sorted(), validation: parts[fold])
        }
    }

    /// Deals whole galaxies to parts; see `StratifiedParts`.
    private static func deal(
        _ rows: [Manifest.Row], classes: [Int?], shares: [Double], seed: UInt64, radius: Angle
    ) throws -> [[Int]] {
        precondition(rows.count == classes.count, "\(rows.count) rows with \(classes.count) classes")
        let galaxies = GalaxyGroups(rows, radius: radius).members
        // A galaxy whose rows disagree counts with its first labelled row; -1 stands for no label.
        let strata = galaxies.map { members in members.lazy.compactMap { classes[$0] }.first ?? -1 }
        var counts: [Int: Int] = [:]
        for stratum in strata { counts[stratum, default: 0] += 1 }
        let smallest = counts.filter { $0.key != -1 && $0.value < shares.count }.min { $0.key < $1.key }
        if let smallest, let first = strata.firstIndex(of: smallest.key) {
            let row = rows[galaxies[first][0]]
            throw InputError(
                file: row.manifest, column: "label",
                problem: "too few galaxies are labelled '\(row.label ?? "")' to part them: "
                    + "\(smallest.value) for \(shares.count) parts",
                remedy: "Add galaxies of that class")
        }
        return StratifiedParts.deal(groups: galaxies, strata: strata, shares: shares, seed: seed)
    }
}
