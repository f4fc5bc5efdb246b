import Confidence
import Files
import Foundation
package import Manifests
import Networks
package import Process
import Sky
import Tables
package import TrainingSets

/// The galaxies of a run and the sides of the split on which they stand.
package struct TrainingData: Sendable {
    /// All galaxies, in the order of the manifests.
    let galaxies: [Galaxy]
    /// Indices of the galaxies trained on, of those that steer the training and pick the best epoch, and of those that do
    /// neither.
    package let split: Split
    /// What came from which manifest.
    private(set) var sources: [RunInfo.Source] = []
    /// The same of the manifests that are validated on alone.
    private(set) var validationSources: [RunInfo.Source] = []
    /// The same of the manifests that are trained on alone.
    private(set) var additionalSources: [RunInfo.Source] = []
    /// Rows left out because their image cannot be read, in plain words.
    private(set) var leftOut: [String] = []
    /// Rows left out because they have neither a label nor votes (no votes, for a head for votes), and rows that the
    /// recipe's rules leave out.
    private(set) var unlabelled = 0, ruledOut = 0

    package init(galaxies: [Galaxy], split: Split) {
        self.galaxies = galaxies
        self.split = split
    }

    /// Reads the manifests, checks every image, and splits.
    ///
    /// - Parameters:
    ///   - manifests: paths of the manifests.
    ///   - validation: paths of the manifests to validate on; none takes a part of the others.
    ///   - additional: paths of manifests that are trained on alone. The split of the others is as without them.
    ///   - names: columns that are not to be found by name.
    ///   - recipe: classes, soft targets, validation fraction, seed.
    ///   - skipsUnreadable: leaves rows with unreadable images out instead of stopping.
    ///   - unreadable: finds the files that cannot be decoded; nil decodes all.
    /// - Throws: ``Files/InputError`` on a missing column, an unknown label, a class without galaxies, an unreadable
    ///   image, a galaxy on both sides.
    package static func read(
        manifests: [String], validation: [String] = [], additional: [String] = [],
        names: GalaxyColumnNames = GalaxyColumnNames(), recipe: Recipe, skipsUnreadable: Bool,
        progress: ProgressReporter,
        unreadable: (([String], ProgressReporter) throws -> [(index: Int, reason: String)])? = nil
    ) throws -> TrainingData {
        guard recipe.validationFraction > 0 || !validation.isEmpty else {
            throw InputError(
                problem: "validation_fraction is 0, and there is no table to validate on",
                remedy: "Give one with --validation, or a fraction above 0")
        }
        var set = ManifestSet(try TargetReader(recipe), recipe, names)
        let sources = try manifests.map { try set.read($0) }
        let trainingCount = set.galaxies.count
        let validationSources = try validation.map { try set.read($0) }
        let partedCount = set.galaxies.count
        let additionalSources = try additional.map { try set.read($0) }
        let galaxies = set.galaxies
        try GalaxyTable.checkImages(of: set.tables)
        for (number, rule) in recipe.set.enumerated() where !galaxies.contains(where: { $0.rule == number }) {
            Notice.report("[[set]] \(number + 1) of the recipe fits no row that is used: \(rule.conditions)")
        }
        try checkClasses(of: galaxies[..<trainingCount], recipe, manifests: manifests)
        try checkLeaks(galaxies[..<trainingCount], galaxies[trainingCount..<partedCount])
        let files = galaxies.map(\.row.file)
        let unreadable = try unreadable?(files, progress) ?? ImageCheck.unreadable(files, recipe.input, progress)
        if let first = unreadable.first, !skipsUnreadable {
            let row = galaxies[first.index].row
            let others = unreadable.count == 1 ? "" : " (and \(unreadable.count - 1) more)"
            throw InputError(
                file: row.manifest, row: row.row, problem: "the image \(row.file) \(first.reason)\(others)",
                remedy: "Mend or remove the row, or leave such rows out with --skip-unreadable")
        }
        let bad = Set(unreadable.map(\.index))
        let places = galaxies.indices.filter { !bad.contains($0) }
        let kept = places.map { galaxies[$0] }
        let training = places.prefix { $0 < trainingCount }.count
        let parts = kept[..<places.prefix { $0 < partedCount }.count]
        if !bad.isEmpty { try checkClasses(of: kept[..<training], recipe, manifests: manifests) }
        var split = try parted(parts, training: training, validation, recipe, calibration: recipe.calibrationFraction)
        if let reason = scarcity(split, kept, recipe) {
            Notice.report("Probabilities will not be calibrated: \(reason)")
            split = try parted(parts, training: training, validation, recipe, calibration: 0)
        }
        let added = kept[parts.endIndex...]
        try checkLeaks(added, ArraySlice((split.validation + split.calibration).sorted().map { kept[$0] }))
        split = Split(
            train: split.train + added.indices, validation: split.validation, calibration: split.calibration)
        var data = TrainingData(galaxies: kept, split: split)
        (data.sources, data.validationSources, data.additionalSources) =
            (sources, validationSources, additionalSources)
        (data.unlabelled, data.ruledOut) = (set.unlabelled, set.ruledOut)
        data.leftOut = unreadable.map { bad in
            let row = galaxies[bad.index].row
            return "\(row.manifest), row \(row.row): \(row.file) \(bad.reason)"
        }
        return data
    }

    /// Throws when a galaxy is both trained and validated on.
    private static func checkLeaks(_ training: ArraySlice<Galaxy>, _ validation: ArraySlice<Galaxy>) throws {
        let leaks = Leak.find(training: training.map(\.row), test: validation.map(\.row))
        guard let leak = leaks.first else { return }
        let distance = leak.sharing == .position ? leak.separation : nil
        let what = distance.map { "lies \(decimals($0.arcseconds, 2)) arcsec from" } ?? "is"
        throw InputError(
            file: leak.test.set, row: leak.test.row,
            problem: "'\(leak.test.id)' \(what) '\(leak.training.id)' of \(leak.training.set), row "
                + "\(leak.training.row): a galaxy that is trained on says nothing when it is validated on"
                + (leaks.count > 1 ? " (and \(leaks.count - 1) more)" : ""),
            remedy: "Remove it from one of the two; tuningfork audit leaks lists them all")
    }

    /// The split: of the first `training` galaxies alone, or, where there are manifests to validate on, of these and the
    /// others.
    private static func parted(
        _ galaxies: ArraySlice<Galaxy>, training: Int, _ validation: [String], _ recipe: Recipe, calibration: Double
    ) throws -> Split {
        let first = galaxies[..<training]
        let (rows, classes) = (first.map(\.row), first.map(\.label))
        guard !validation.isEmpty else {
            return try Split.trainValidation(
                rows, classes: classes, validationFraction: recipe.validationFraction, calibrationFraction: calibration,
                seed: UInt64(recipe.seed))
        }
        guard training < galaxies.count else {
            throw InputError(
                file: validation.joined(separator: ", "),
                problem: "no usable row has a label or votes: there is nothing to validate on")
        }
        let split = try Split.trainCalibration(rows, classes: classes, calibrationFraction: calibration)
        return Split(
            train: split.train, validation: Array(training..<galaxies.count), calibration: split.calibration)
    }

    /// Galaxies of each class without which nothing can be calibrated: as many as cross-validation has folds.
    static let leastCalibration = 5

    /// Why nothing can be calibrated on the galaxies that a split keeps apart for it; nil where it can, or need not be.
    private static func scarcity(_ split: Split, _ galaxies: [Galaxy], _ recipe: Recipe) -> String? {
        guard recipe.calibrationFraction > 0, recipe.head.kind != .votes else { return nil }
        let rows = split.calibration.map { galaxies[$0] }
        // Several images of one galaxy count as one.
        let firsts = GalaxyGroups(rows.map(\.row)).members.map { $0[0] }
        let counts = counts(of: firsts, in: rows[...], classes: recipe.classes.count)
        guard let scarce = counts.indices.first(where: { counts[$0] < leastCalibration }) else { return nil }
        let found = zip(counts, recipe.classes).map { "\($0) \($1)" }.joined(separator: ", ")
        return "calibration_fraction = \(recipe.calibrationFraction) leaves \(found) for it, and of "
            + "'\(recipe.classes[scarce])' at least \(leastCalibration) are needed. All are trained or validated on"
    }

    /// Manifests as they are read one after the other.
    private struct ManifestSet {
        let targets: TargetReader
        let rules: SetRules
        let names: GalaxyColumnNames
        var galaxies: [Galaxy] = []
        var tables: [GalaxyTable.Checked] = []
        var unlabelled = 0, ruledOut = 0

        init(_ targets: TargetReader, _ recipe: Recipe, _ names: GalaxyColumnNames) {
            self.names = names
            self.targets = targets
            rules = SetRules(recipe)
        }

        mutating func read(_ path: String) throws -> RunInfo.Source {
            let table = try GalaxyTable.check(
                path, needs: [.id, .file] + (targets.needsLabels ? [.label] : []), names: names)
            let before = galaxies.count
            let covariates = try CovariateColumns(in: table.columns, path: path, names: names)
            let reader = try table.reader(
                carrying: TrainingData.carried(targets.columns + rules.columns + covariates.names, of: table))
            while let batch = try reader.next(1 << 14) {
                let manifest = Manifest(batch, path: path)
                let found = try targets.galaxies(of: manifest, hasLabels: table.labelledCount > 0)
                var left = try rules.apply(to: found, of: manifest)
                let known = try covariates.covariates(of: batch)
                for place in left.indices { left[place].covariates = known[left[place].row.row - batch.firstRow] }
                unlabelled += batch.count - found.count
                ruledOut += found.count - left.count
                galaxies += left
            }
            tables.append(table)
            return RunInfo.Source(
                path: URL(fileURLWithPath: path).path,
                sha256: try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: path)),
                rows: table.rowCount, used: galaxies.count - before)
        }
    }

    /// The columns that targets and rules look at; all of the table where one is not there, so that an error can list them.
    private static func carried(_ wanted: [String], of table: GalaxyTable.Checked) -> GalaxyTable.Carrying {
        let header = table.columns.map(\.name)
        return wanted.allSatisfy { ColumnNames.index(of: $0, in: header) != nil } ? .columns(wanted) : .all
    }

    /// Throws when there is nothing to learn: no galaxy, or none of a class.
    private static func checkClasses(of galaxies: ArraySlice<Galaxy>, _ recipe: Recipe, manifests: [String]) throws {
        let file = manifests.joined(separator: ", ")
        let (classes, isVotes) = (recipe.classes, recipe.head.kind == .votes)
        if galaxies.isEmpty {
            throw InputError(
                file: file, column: isVotes ? nil : "label",
                problem: "no usable row has \(isVotes ? "votes" : "a label"): there is nothing to learn")
        }
        if isVotes { return }
        let counts = counts(of: galaxies.indices, in: galaxies, classes: classes.count)
        guard let missing = counts.firstIndex(of: 0) else { return }
        let found = zip(counts, classes).filter { $0.0 > 0 }.map { "\($0) \($1)" }.joined(separator: ", ")
        throw InputError(
            file: file, column: "label", problem: "no row is labelled '\(classes[missing])' (there are: \(found))",
            remedy: "Training needs galaxies of every class: \(classes.joined(separator: ", "))")
    }

    /// Number of galaxies of each class among `indices`.
    static func counts(
        of indices: some Sequence<Int>, in galaxies: ArraySlice<Galaxy>, classes: Int
    ) -> [Int] {
        var counts = [Int](repeating: 0, count: classes)
        for index in indices { if let label = galaxies[index].label { counts[label] += 1 } }
        return counts
    }

    /// Writes the table kept as `galaxies.csv`.
    package func write(to path: String, classes: [String]) throws {
        var sides = [SplitSide](repeating: .training, count: galaxies.count)
        for index in split.validation { sides[index] = .validation }
        for index in split.calibration { sides[index] = .calibration }
        try SeenGalaxies.write(
            galaxies.lazy.map(\.row), labels: galaxies.lazy.map { $0.label.map { classes[$0] } ?? "" }, sides: sides,
            covariates: galaxies.lazy.map(\.covariates), to: path)
    }
}
