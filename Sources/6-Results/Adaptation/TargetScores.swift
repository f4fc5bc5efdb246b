import Confidence
import Files
import Inference
import Manifests
import Tables
import Training

/// What a run's network says of a target survey's galaxies, which nobody has labelled, in memory that does not grow with them.
struct TargetScores {
    private(set) var scores = ScoreHistogram()
    private(set) var sample = TargetSample()
    /// The survey that the table names; nil where it names none.
    let survey: String?
    private(set) var unreadable = 0
    private let path: String

    /// Looks at the galaxies of the table at `path`.
    ///
    /// - Throws: ``Files/InputError``: no such table, galaxies of several surveys, or no picture that can be read.
    init(_ path: String, names: GalaxyColumnNames, reader: ScoreReader) throws {
        self.path = path
        let (count, survey) = try Self.look(at: path, names: names)
        self.survey = survey
        let header = try GalaxyTable.Reader(path, needs: [.id, .file], names: names, carrying: .all).columns
        let columns = try CovariateColumns(in: header, path: path, names: names)
        let table = try GalaxyTable.Reader(
            path, needs: [.id, .file], names: names, carrying: .columns(columns.names))
        var (files, covariates) = (ArraySlice<String>(), ArraySlice<Covariates>())
        var first: String?
        var (scores, sample, unreadable) = (ScoreHistogram(), TargetSample(), 0)
        try reader.read(
            "Looking at unlabelled galaxies", total: count, features: true,
            files: { count in
                while files.count < count, let batch = try table.next(1 << 13) {
                    files += batch.files
                    covariates += try columns.covariates(of: batch)
                }
                defer { files = files.dropFirst(count) }
                return Array(files.prefix(count))
            },
            { found in
                // Files are asked for ahead of what is found in them.
                let galaxy = covariates.removeFirst()
                first = first ?? found.reason
                guard let score = found.score else {
                    unreadable += 1
                    return
                }
                scores.add(score)
                sample.add(galaxy, found.features)
            })
        (self.scores, self.sample, self.unreadable) = (scores, sample, unreadable)
        if scores.total == 0 {
            throw InputError(
                file: path, problem: "none of the \(count) images can be read; of the first: \(first ?? "")",
                remedy: "Paths in the column file count from the table's own folder")
        }
    }

    /// Rows, and the survey that all of them name.
    private static func look(at path: String, names: GalaxyColumnNames) throws -> (Int, String?) {
        let reader = try GalaxyTable.Reader(path, needs: [.id, .file], names: names, carrying: .none)
        var (count, survey) = (0, String?.none)
        while let batch = try reader.next(1 << 14) {
            for (index, name) in (batch.surveys ?? []).enumerated() {
                guard let name else { continue }
                guard survey.map({ SurveyName.isSame($0, name) }) ?? true else {
                    throw InputError(
                        file: path, row: batch.firstRow + index, column: "survey",
                        problem: "a galaxy of '\(name)', and rows before are of '\(survey ?? "")'",
                        remedy: "Each survey has a threshold of its own: give one table for each")
                }
                survey = survey ?? name
            }
            count += batch.count
        }
        return (count, survey)
    }

    /// Share of the pictures that look unlike 99 % of the galaxies that the run was calibrated on; nil where that cannot be told.
    func unlikeShare(_ strangeness: Strangeness?) -> Double? {
        guard let strangeness, !sample.features.isEmpty else { return nil }
        let values = strangeness.pValues(of: sample.features)
        return Double(values.count { $0 <= 0.01 }) / Double(values.count)
    }

    /// What the record of an adaptation says of the table.
    func record() throws -> AdaptationRecord.Source {
        AdaptationRecord.Source(
            path: path, sha256: try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: path)),
            galaxies: Int(scores.total), unreadable: unreadable)
    }
}

/// Names of surveys, as tables write them.
enum SurveyName {
    static func isSame(_ one: String, _ other: String) -> Bool { one.lowercased() == other.lowercased() }
}
