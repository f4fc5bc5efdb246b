import Files
import Foundation
import Manifests
package import Process
import Sky
import Tables
package import TrainingSets

/// The galaxies of a run and the sides of the split on which they stand.
package struct TrainingData: Sendable {
    /// All galaxies, in the order of the manifests.
    let galaxies: [Galaxy]
    /// Indices of the galaxies trained on, and of those that steer the training and pick the best epoch.
    package let split: Split
    /// What came from which manifest.
    let sources: [RunInfo.Source]
    /// Rows left out because their image cannot be read, in plain words.
    let leftOut: [String]

    package init(galaxies: [Galaxy], split: Split, sources: [RunInfo.Source] = [], leftOut: [String] = []) {
        self.galaxies = galaxies
        self.split = split
        self.sources = sources
        self.leftOut = leftOut
    }

    /// Reads the manifests, checks every image, and splits.
    ///
    /// - Parameters:
    ///   - manifests: paths of the manifests.
    ///   - id: column of the identifiers, instead of looking for it.
    ///   - recipe: classes, soft targets, validation fraction, seed.
    ///   - skipsUnreadable: leaves rows with unreadable images out instead of stopping.
    ///   - unreadable: finds the files that cannot be decoded.
    /// - Throws: ``Files/InputError`` on a missing column, an unknown label, a class without galaxies, an unreadable
    ///   image.
    package static func read(
        manifests: [String], id: String? = nil, recipe: Recipe, skipsUnreadable: Bool, progress: ProgressReporter,
        unreadable: ([String], ProgressReporter) -> [(index: Int, reason: String)] = ImageCheck.unreadable
    ) throws -> TrainingData {
        let targets = TargetReader(classes: try ClassList(recipe.classes), softTargets: recipe.softTargets)
        var galaxies: [Galaxy] = []
        let rules = SetRules(recipe)
        var tables: [GalaxyTable.Checked] = []
        var sources: [RunInfo.Source] = []
        for path in manifests {
            let table = try GalaxyTable.check(
                path, needs: [.id, .file] + (recipe.softTargets.isUsed ? [] : [.label]),
                names: GalaxyColumnNames(id: id))
            let before = galaxies.count
            let reader = try table.reader(carrying: carried(targets.columns + rules.columns, of: table))
            while let batch = try reader.next(1 << 14) {
                let manifest = Manifest(batch, path: path)
                galaxies += try rules.apply(
                    to: targets.galaxies(of: manifest, hasLabels: table.labelledCount > 0), of: manifest)
            }
            tables.append(table)
            sources.append(
                RunInfo.Source(
                    path: URL(fileURLWithPath: path).path,
                    sha256: try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: path)),
                    rows: table.rowCount, used: galaxies.count - before))
        }
        try GalaxyTable.checkImages(of: tables)
        for (number, rule) in recipe.set.enumerated() where !galaxies.contains(where: { $0.rule == number }) {
            Notice.report("[[set]] \(number + 1) of the recipe fits no row that is used: \(rule.conditions)")
        }
        try checkClasses(of: galaxies, classes: recipe.classes, manifests: manifests)
        let unreadable = unreadable(galaxies.map(\.row.file), progress)
        if let first = unreadable.first, !skipsUnreadable {
            let row = galaxies[first.index].row
            let others = unreadable.count == 1 ? "" : " (and \(unreadable.count - 1) more)"
            throw InputError(
                file: row.manifest, row: row.row, problem: "the image \(row.file) \(first.reason)\(others)",
                remedy: "Mend or remove the row, or leave such rows out with --skip-unreadable")
        }
        let bad = Set(unreadable.map(\.index))
        let kept = galaxies.indices.filter { !bad.contains($0) }.map { galaxies[$0] }
        if !bad.isEmpty { try checkClasses(of: kept, classes: recipe.classes, manifests: manifests) }
        let split = try Split.trainValidation(
            kept.map(\.row), classes: kept.map(\.label), validationFraction: recipe.validationFraction,
            seed: UInt64(recipe.seed))
        let leftOut = unreadable.map { bad in
            let row = galaxies[bad.index].row
            return "\(row.manifest), row \(row.row): \(row.file) \(bad.reason)"
        }
        return TrainingData(galaxies: kept, split: split, sources: sources, leftOut: leftOut)
    }

    /// The columns that targets and rules look at; all of the table where one is not there, so that an error can list them.
    private static func carried(_ wanted: [String], of table: GalaxyTable.Checked) -> GalaxyTable.Carrying {
        let header = table.columns.map(\.name)
        return wanted.allSatisfy { ColumnNames.index(of: $0, in: header) != nil } ? .columns(wanted) : .all
    }

    /// Throws when a class has no galaxy at all.
    private static func checkClasses(of galaxies: [Galaxy], classes: [String], manifests: [String]) throws {
        let file = manifests.joined(separator: ", ")
        if galaxies.isEmpty {
            throw InputError(
                file: file, column: "label", problem: "no usable row has a label: there is nothing to learn")
        }
        let counts = counts(of: galaxies.indices, in: galaxies, classes: classes.count)
        guard let missing = counts.firstIndex(of: 0) else { return }
        let found = zip(counts, classes).filter { $0.0 > 0 }.map { "\($0) \($1)" }.joined(separator: ", ")
        throw InputError(
            file: file, column: "label", problem: "no row is labelled '\(classes[missing])' (there are: \(found))",
            remedy: "Training needs galaxies of every class: \(classes.joined(separator: ", "))")
    }

    /// Number of galaxies of each class among `indices`.
    static func counts(of indices: some Sequence<Int>, in galaxies: [Galaxy], classes: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: classes)
        for index in indices { counts[galaxies[index].label] += 1 }
        return counts
    }

    /// Writes the table kept as `galaxies.csv`.
    package func write(to path: String, classes: [String]) throws {
        var isValidation = [Bool](repeating: false, count: galaxies.count)
        for index in split.validation { isValidation[index] = true }
        let columns = [GalaxyColumn.id, .file, .survey, .ra, .dec, .label, .set].map(\.info)
        try TableFile.write(path, columns: columns) { writer in
            for start in stride(from: 0, to: galaxies.count, by: 1 << 14) {
                let indices = start..<min(galaxies.count, start + 1 << 14)
                let rows = indices.map { galaxies[$0].row }
                let files = rows.map { row in
                    let file = row.file
                    return file.hasPrefix("/") ? file : URL(fileURLWithPath: file).path
                }
                let values: [Column.Values] = [
                    .string(rows.map(\.id)), .string(files), .string(rows.map { $0.survey ?? "" }),
                    .double(rows.map { $0.position?.ra.degrees ?? .nan }),
                    .double(rows.map { $0.position?.dec.degrees ?? .nan }),
                    .string(indices.map { classes[galaxies[$0].label] }),
                    .string(indices.map { isValidation[$0] ? "validation" : "training" }),
                ]
                try writer.write(Table(columns: zip(columns, values).map { Column($0, $1) }))
            }
        }
    }
}
