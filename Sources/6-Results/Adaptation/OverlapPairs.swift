import Confidence
import Files
import Inference
import Manifests
import Tables

/// Galaxies that the run's survey and a target survey have both seen: two rows with one identifier in one table.
struct OverlapPairs {
    private(set) var pairs: [AnchorEstimate.Pair] = []
    /// Magnitude and size of each in the target survey, NaN where one is not known.
    private(set) var covariates: [Covariates] = []
    private(set) var unreadable = 0
    /// The survey of the target's rows.
    let survey: String
    private let path: String

    /// Correlation of both surveys' scores below which pairs cannot be the same galaxies.
    static let leastCorrelation = 0.3

    /// - Parameters:
    ///   - path: a table with the columns id, file and survey, and where known ra and dec.
    ///   - sources: the surveys that the run knows.
    ///   - target: the survey of the unlabelled galaxies; nil where that is not known.
    /// - Throws: ``Files/InputError`` for pairs that are not the same galaxies, or not of these surveys.
    init(
        _ path: String, sources: Set<String>, target: String?, names: GalaxyColumnNames, reader: ScoreReader
    ) throws {
        self.path = path
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
        self.survey = survey
        try PairedRow.checkPositions(matched, path)
        try PairedRow.checkColours(matched, path)
        var files = matched.flatMap { [$0.source.row.file, $0.target.row.file] }[...]
        var scores: [Double?] = []
        try reader.read(
            "Looking at pairs", total: files.count,
            files: { count in
                defer { files = files.dropFirst(count) }
                return Array(files.prefix(count))
            }, { scores.append($0.score) })
        for number in matched.indices {
            guard let source = scores[2 * number], let target = scores[2 * number + 1] else {
                unreadable += 1
                continue
            }
            pairs.append(AnchorEstimate.Pair(source: source, target: target))
            covariates.append(matched[number].target.covariates)
        }
        try checkScores()
    }

    /// The pairs, weighted so that they have the magnitudes and sizes of a target survey's galaxies; nil where too few
    /// magnitudes are known.
    func weighted(to target: [Covariates]) -> [AnchorEstimate.Pair]? {
        guard let ratio = LikelihoodRatio(of: target, over: covariates) else { return nil }
        let weights = ratio.weights(of: covariates)
        return zip(pairs, weights).map { AnchorEstimate.Pair(source: $0.source, target: $0.target, weight: $1) }
    }

    /// Scores of the same galaxies rise together, whatever the surveys are.
    private func checkScores() throws {
        guard pairs.count >= 50 else { return }
        let correlation = RankCorrelation.of(pairs.map(\.source), pairs.map(\.target))
        guard correlation < Self.leastCorrelation else { return }
        throw InputError(
            file: path,
            problem: "both surveys' scores of its \(pairs.count) pairs have a rank correlation of "
                + "\((correlation * 100).rounded() / 100): these are not pictures of the same galaxies, or the network does "
                + "not know one of the surveys' frames",
            remedy: "Look at some of the pairs; images must be framed as those that the run was trained on")
    }

    /// What the record of an adaptation says of the table.
    func record() throws -> AdaptationRecord.Source {
        AdaptationRecord.Source(
            path: path, sha256: try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: path)),
            galaxies: pairs.count, unreadable: unreadable)
    }
}
