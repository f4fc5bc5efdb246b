internal import Files
public import Manifests
import Randomness
public import Sky

/// Rows parted into those to train on and those to validate on, no galaxy in both; see ``GalaxyGroups``.
///
/// The parts are stratified: each class is parted in the same proportion, as nearly as whole galaxies allow. The same
/// rows in the same order and the same seed give the same split on every machine.
public struct Split: Sendable, Equatable {
    /// Indices of the rows to train on, rising.
    public let train: [Int]
    /// Indices of the rows to validate on, rising.
    public let validation: [Int]

    package init(train: [Int], validation: [Int]) {
        self.train = train
        self.validation = validation
    }

    /// Parts rows in two.
    ///
    /// - Parameters:
    ///   - rows: the rows.
    ///   - classes: class number of each row, or nil where it has none; these are the strata.
    ///   - validationFraction: the share of rows to validate on, 0 < fraction < 1.
    ///   - seed: decides which galaxies.
    ///   - radius: positions within it are those of one galaxy.
    /// - Throws: ``InputError`` when the fraction is out of range, or a class has only one galaxy.
    public static func trainValidation(
        _ rows: [Manifest.Row], classes: [Int?], validationFraction: Double, seed: UInt64,
        radius: Angle = GalaxyGroups.standardRadius
    ) throws -> Split {
        guard validationFraction > 0 && validationFraction < 1 else {
            throw InputError(
                problem: "the validation fraction must lie between 0 and 1, both excluded, and is \(validationFraction)"
            )
        }
        let parts = try deal(
            rows, classes: classes, shares: [1 - validationFraction, validationFraction], seed: seed, radius: radius)
        return Split(train: parts[0], validation: parts[1])
    }

    /// Parts rows for k-fold cross-validation: every row is validated on in exactly one of the splits.
    ///
    /// Parameters and errors as in ``trainValidation(_:classes:validationFraction:seed:radius:)``; `count` ≥ 2, and each
    /// class must have at least `count` galaxies.
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
