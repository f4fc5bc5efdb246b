import Confidence
import Files
import Tables

/// What a run's network says of galaxies that its own survey and a target survey have both seen.
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

    /// - Throws: ``Files/InputError`` for pairs that are not the same galaxies by their scores.
    init(_ galaxies: PairedGalaxies, reader: ScoreReader) throws {
        (path, survey) = (galaxies.path, galaxies.survey)
        var files = galaxies.files[...]
        var scores: [Double?] = []
        try reader.read(
            "Looking at pairs", total: files.count,
            files: { count in
                defer { files = files.dropFirst(count) }
                return Array(files.prefix(count))
            }, { scores.append($0.score) })
        for (number, galaxy) in galaxies.pairs.enumerated() {
            guard let source = scores[2 * number], let target = scores[2 * number + 1] else {
                unreadable += 1
                continue
            }
            pairs.append(AnchorEstimate.Pair(source: source, target: target))
            covariates.append(galaxy.target.covariates)
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
