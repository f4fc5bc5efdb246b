internal import Files
internal import Foundation

/// What was found about a target survey, and what was done; `adaptation.json` of an adapted run's folder.
public struct AdaptationRecord: Codable, Sendable, Equatable {
    /// A table of galaxies.
    public struct Source: Codable, Sendable, Equatable {
        public let path: String
        /// SHA-256 of its bytes, hexadecimal.
        public let sha256: String
        /// Galaxies whose image could be read.
        public let galaxies: Int
        /// Galaxies whose image could not.
        public let unreadable: Int

        public init(path: String, sha256: String, galaxies: Int, unreadable: Int) {
            self.path = path
            self.sha256 = sha256
            self.galaxies = galaxies
            self.unreadable = unreadable
        }
    }

    /// What one method says.
    public struct Method: Codable, Sendable, Equatable {
        /// Where the threshold lies, in calibrated target scores; nil where the method refuses.
        public let threshold: Double?
        /// Its 95 % interval.
        public let low, high: Double?
        /// Target scores as source scores.
        public let map: ScoreMap?
        /// Why the method refuses.
        public let refusal: String?

        public init(_ estimate: ThresholdEstimate, best: Double) {
            let interval = estimate.interval(of: best)
            (threshold, low, high) = (estimate.threshold(of: best), interval.lowerBound, interval.upperBound)
            (map, refusal) = (estimate.map, nil)
        }

        public init(_ refusal: ThresholdRefusal) {
            (threshold, low, high, map) = (nil, nil, nil, nil)
            self.refusal = refusal.description
        }
    }

    /// Share of unlike pictures above which the table may be of another frame than the network knows.
    static let greatestUnlikeShare = 0.5

    /// Share of galaxies beyond the magnitudes of the calibration above which it is said.
    static let greatestShareBeyond = 0.05

    /// What was known of the galaxies' magnitudes and sizes.
    public struct Weighting: Codable, Sendable, Equatable {
        /// Galaxies of the target that were looked at for it, and those of them with a magnitude, and with a size.
        public var galaxies, magnitudes, sizes: Int
        /// Whether prediction sets are weighted to them; nil where the run makes none.
        public var sets: Bool?
        /// Share of the target's galaxies that are fainter or brighter than all that the run was calibrated on; nil where
        /// magnitudes are not known, and in older records.
        public var beyond: Double?
        /// Pairs of the rarer class after weighting to them; nil where there are none, or they were not weighted.
        public var pairs: Double?

        /// - Parameter source: the galaxies that the run was calibrated on.
        public init(of target: [Covariates], source: [Covariates]) {
            beyond = target.shareBeyond(source)
            galaxies = target.count
            magnitudes = target.count { $0.magnitude.isFinite }
            sizes = target.count { $0.size.isFinite }
        }
    }

    /// Name of the target survey, where its table says it.
    public var survey: String?
    /// The table without labels.
    public var unlabelled: Source
    /// The table of galaxies that both surveys have seen.
    public var pairs: Source?
    /// Calibrated score of the highest balanced accuracy in the source survey: the threshold that stays or is moved.
    public var sourceBest: Double
    /// By the shape of the unlabelled scores.
    public var shape: Method
    /// By the pairs; nil where there are none.
    public var anchors: Method?
    public var decision: ThresholdVerdict.Decision
    /// The threshold that the estimates together speak for, with its 95 % interval, in calibrated target scores.
    public var threshold, low, high: Double?
    /// Balanced accuracy that the source's threshold, and the one found, lose at most in the target, with 95 % confidence.
    public var regretOfSource, regret: Double?
    /// Share of class 0 in the target, by maximum likelihood; nil unless the threshold is established.
    public var prior: PriorEstimate?
    /// Whether that share is part of the adapted probabilities.
    public var usesPrior: Bool
    /// How pairs and sets were weighted to the target's magnitudes and sizes; nil in older records.
    public var weighting: Weighting?
    /// Share of the target's pictures that look unlike 99 % of the galaxies that the run was calibrated on; nil where that cannot
    /// be told.
    public var unlikeShare: Double?
    /// Share of the target's pictures that are taken for strange ones; nil where they cannot be told.
    public var strangeShare: Double?

    public init(
        survey: String?, unlabelled: Source, pairs: Source?, sourceBest: Double, shape: Method, anchors: Method?,
        verdict: ThresholdVerdict, prior: PriorEstimate?, usesPrior: Bool
    ) {
        self.survey = survey
        self.unlabelled = unlabelled
        self.pairs = pairs
        self.sourceBest = sourceBest
        self.shape = shape
        self.anchors = anchors
        decision = verdict.decision
        (threshold, low, high) = (verdict.threshold, verdict.interval?.lowerBound, verdict.interval?.upperBound)
        (regretOfSource, regret) = (verdict.regretOfSource, verdict.regret)
        self.prior = prior
        self.usesPrior = usesPrior
    }

    /// Reads the record at `path`; nil when there is none.
    ///
    /// - Throws: ``Files/InputError`` when the file is not such a record.
    public static func read(_ path: String) throws -> AdaptationRecord? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        do {
            return try JSONDecoder().decode(AdaptationRecord.self, from: data)
        } catch {
            throw InputError(
                file: path, problem: "this is not the record of an adaptation (\(error))",
                remedy: "Adapt the run again, with tuningfork adapt")
        }
    }

    /// Writes the record to `path`, whole or not at all.
    public func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(path, bytes: encoder.encode(self) + [UInt8(ascii: "\n")])
    }
}
