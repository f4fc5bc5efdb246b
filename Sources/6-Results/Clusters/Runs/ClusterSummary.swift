internal import Files
internal import Foundation

/// What was found: how many groups there are, how sure that is, and whether they are the classes that are known.
public struct ClusterSummary: Sendable, Equatable, Codable {
    /// How well groups agree with labels.
    public struct Labels: Sendable, Equatable, Codable {
        public let table: String
        public let classes: [String]
        /// Galaxies with a label and a group.
        public let rows: Int
        /// Galaxies with a label that are in no group.
        public let inNoGroup: Int
        /// Axes (group, class).
        public let counts: [[Int]]
        public let adjustedRand: Double
        public let purity: Double
        public let normalisedMutualInformation: Double

        private enum CodingKeys: String, CodingKey {
            case table, classes, rows, counts, purity
            case inNoGroup = "in_no_group"
            case adjustedRand = "adjusted_rand"
            case normalisedMutualInformation = "normalised_mutual_information"
        }
    }

    /// Figures of one number of groups; nil where there is none.
    public struct Trial: Sendable, Equatable, Codable {
        public let groups: Int
        public let silhouette: Double?
        public let stability: Double?
        public let bic: Double?
    }

    /// Agreement of subsamples; see ``Stability``.
    public struct Resampling: Sendable, Equatable, Codable {
        public let mean: Double
        /// 95 % of the pairs lie within.
        public let lower, upper: Double
        public let subsamples: Int
        public let rows: Int
        /// Groups that each subsample holds.
        public let groups: [Int]
    }

    public var method: ClusterSettings.Method
    public var groups: Int
    /// Rows in each group.
    public var sizes: [Int]
    public var rows: Int
    /// Rows in no group.
    public var inNoGroup: Int
    /// Rows without numbers.
    public var withoutVector: Int
    public var dimensions: Int
    /// Share of the variance that principal components keep.
    public var keptVariance: Double?
    public var silhouette: Double?
    /// Rows that it is of: a sample where they are fewer than those in groups.
    public var silhouetteRows: Int
    public var stability: Resampling?
    /// Other numbers of groups, where several were tried.
    public var trials: [Trial]
    public var labels: Labels?
    public var output: String

    private enum CodingKeys: String, CodingKey {
        case method, groups, sizes, rows, dimensions, silhouette, stability, trials, labels, output
        case inNoGroup = "in_no_group"
        case withoutVector = "without_vector"
        case keptVariance = "kept_variance"
        case silhouetteRows = "silhouette_rows"
    }

    /// The figures for the terminal; lines end with a line feed.
    public func table() -> String {
        func rounded(_ value: Double?) -> String {
            guard let value, value.isFinite else { return "–" }
            return String(format: "%.3f", value)
        }
        var lines: [String] = []
        if !trials.isEmpty {
            var cells = [["groups", "silhouette", "stability"] + (trials.contains { $0.bic != nil } ? ["BIC"] : [])]
            for trial in trials {
                cells.append(
                    [
                        (trial.groups == groups ? "*" : "") + "\(trial.groups)", rounded(trial.silhouette),
                        rounded(trial.stability),
                    ] + (trial.bic.map { [String(format: "%.0f", $0)] } ?? []))
            }
            lines += AlignedText.lines(cells) + [""]
        }
        lines.append("groups: \(groups) (" + sizes.map(String.init).joined(separator: ", ") + ")")
        lines.append("rows: \(rows); in no group: \(inNoGroup); without a vector: \(withoutVector)")
        if let keptVariance {
            lines.append("dimensions: \(dimensions), which keep \(AlignedText.percent(keptVariance)) of the variance")
        }
        let all = rows - inNoGroup - withoutVector
        lines.append(
            "silhouette: \(rounded(silhouette)) "
                + (silhouetteRows < all ? "of \(silhouetteRows) drawn from \(all) rows" : "of \(silhouetteRows) rows"))
        if let stability {
            let counts = Set(stability.groups).sorted().map(String.init).joined(separator: ", ")
            lines.append(
                "stability: \(rounded(stability.mean)) (95 % of the pairs \(rounded(stability.lower)) to "
                    + "\(rounded(stability.upper))): adjusted Rand index of \(stability.subsamples) subsamples of "
                    + "\(stability.rows) rows, which hold \(counts) groups")
        }
        if let labels {
            var cells = [["group \\ label"] + labels.classes]
            for (number, counts) in labels.counts.enumerated() { cells.append(["\(number)"] + counts.map(String.init)) }
            lines +=
                [""] + AlignedText.lines(cells) + [
                    "",
                    "against \(labels.table), n = \(labels.rows) (\(labels.inNoGroup) more are in no group): adjusted Rand "
                        + "index \(rounded(labels.adjustedRand)), purity \(AlignedText.percent(labels.purity)), normalised "
                        + "mutual information \(rounded(labels.normalisedMutualInformation))",
                ]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
