import Files
package import Manifests
import Tables
package import Training

/// Galaxies that the run's survey and a target survey have both seen: two rows with one identifier in one table, checked
/// before any of their pictures is looked at.
package struct PairedGalaxies {
    /// A galaxy's row in the run's own survey, and that in the target survey.
    package let pairs: [PairedRow.Pair]
    /// The survey of the target's rows.
    package let survey: String
    package let path: String

    /// The pictures: of each pair that of the run's own survey, then that of the target survey.
    package var files: [String] { pairs.flatMap { [$0.source.row.file, $0.target.row.file] } }

    /// - Parameters:
    ///   - path: a table with the columns id, file and survey, and where known ra and dec.
    ///   - run: whose surveys are the run's own: those of its galaxies that it is calibrated on, for it may have been trained
    ///     on its own labels of another one, too.
    ///   - target: the survey of the unlabelled galaxies; nil where that is not known.
    /// - Throws: ``Files/InputError`` for pairs that are not the same galaxies, or not of these surveys.
    package init(_ path: String, of run: SeenGalaxies, target: String?, names: GalaxyColumnNames) throws {
        self.path = path
        let sources = Set(run.rows(on: run.calibrationSide).compactMap { $0.survey?.lowercased() })
        var (own, other) = ([String: PairedRow](), [PairedRow]())
        var survey = target
        for galaxy in try PairedRow.read(path, names: names) {
            let row = galaxy.row
            guard let name = row.survey else {
                throw InputError(
                    file: path, row: row.row, column: "survey", problem: "the survey of '\(row.id)' is missing",
                    remedy: "Name the survey of each picture")
            }
            if sources.contains(name.lowercased()) {
                own[row.id] = galaxy
                continue
            }
            guard survey.map({ SurveyName.isSame($0, name) }) ?? true else {
                throw InputError(
                    file: path, row: row.row, column: "survey",
                    problem: "'\(row.id)' was seen by '\(name)', and the target survey is '\(survey ?? "")'",
                    remedy:
                        "Give pairs of the run's survey (\(sources.sorted().joined(separator: ", "))) and the target's")
            }
            survey = survey ?? name
            other.append(galaxy)
        }
        let matched = other.compactMap { galaxy in own[galaxy.row.id].map { (source: $0, target: galaxy) } }
        guard let survey, !matched.isEmpty else {
            throw InputError(
                file: path,
                problem:
                    "no galaxy stands in it both for the run's survey (\(sources.sorted().joined(separator: ", "))) and "
                    + "for \(survey.map { "'\($0)'" } ?? "another one")",
                remedy: "Give each galaxy two rows with the same id, one a survey")
        }
        (pairs, self.survey) = (matched, survey)
        try PairedRow.checkPositions(matched, path)
        try PairedRow.checkColours(matched, path)
    }
}

extension SeenGalaxies {
    /// The side of the split that tells what a run's answers are worth: `validation` in a run that kept no other.
    package var calibrationSide: SplitSide { sides.contains(.calibration) ? .calibration : .validation }
}
