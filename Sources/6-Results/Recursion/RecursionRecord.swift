import Evaluation
import Foundation
public import Training

/// What a recursion did and why; `recursion.json` of its run's folder.
public struct RecursionRecord: Sendable, Codable, Equatable {
    /// A share of galaxies, with Wilson's 95 % interval.
    public struct Share: Sendable, Codable, Equatable {
        /// Galaxies that are counted, and all.
        public let count, galaxies: Int
        /// The share and its interval; 0 to 1 where there are no galaxies.
        public let value, low, high: Double

        init(_ count: Int, of galaxies: Int) {
            (self.count, self.galaxies) = (count, galaxies)
            guard galaxies > 0 else {
                (value, low, high) = (0, 0, 1)
                return
            }
            let interval = Intervals.wilson(successes: Double(count), trials: Double(galaxies))
            (value, low, high) = (Double(count) / Double(galaxies), interval.lowerBound, interval.upperBound)
        }
    }

    /// How a network does on the galaxies that rounds are judged by.
    public struct Figures: Sendable, Codable, Equatable {
        /// Of held-out labelled galaxies of each class, the share that is put into it.
        public let recall: [String: Share]
        /// The mean of those.
        public let balancedAccuracy: Double
        /// Share of the pairs that are of one class in both surveys; nil without pairs.
        public let pairsAgree: Share?
        /// Of the galaxies of each class that both surveys see, the share whose picture in the other survey is put into it; nil
        /// where no class is known. It is by a label, or by the first network's sure answer in the run's own survey.
        public let recallInOther: [String: Share]?
    }

    /// One round.
    public struct Round: Sendable, Codable, Equatable {
        /// 1 is the first.
        public let number: Int
        /// The least probability of a label, by class.
        public let thresholds: [String: Double]
        /// Estimated shares of the classes among the unlabelled galaxies.
        public let mix: [String: Double]
        /// Galaxies that were sure, and those that were learnt from, by class.
        public let sure, chosen: [String: Int]
        /// Unlabelled galaxies that were not, by the reason.
        public let leftOut: [String: Int]
        /// Share of the chosen labels that is expected to be wrong.
        public let expectedWrong: Double
        /// Labels that the new network contradicts.
        public let contradicted: Share
        /// SHA-256 of its weights.
        public let weights: String
        /// How it does.
        public let figures: Figures
        /// What fell; then it was not kept, unless the settings roll nothing back.
        public let reasons: [String]
    }

    /// Version of the program.
    public let program: String
    /// Digest of all that the outcome depends on, but for the images.
    public let fingerprint: String
    /// How labels were chosen and rounds judged.
    public let settings: RecursionRecipe
    /// SHA-256 of the first run's weights.
    public let firstWeights: String
    /// SHA-256 of the table without labels.
    public let unlabelled: String
    /// SHA-256 of the table of pairs; nil without one.
    public let pairs: String?
    /// Why the runs were not adapted to the unlabelled galaxies' survey before they labelled them; nil where they were.
    public let notAdapted: String?
    /// How the first run does.
    public let first: Figures
    /// All rounds, in order, the last of which may have been rolled back.
    public internal(set) var rounds: [Round] = []
    /// The round whose network this is; 0 for the first run's own.
    public internal(set) var kept = 0
    /// Why there was no further round.
    public internal(set) var end = ""

    /// Reads the record of the run in `folder`; nil where there is none.
    static func read(_ path: String) -> RecursionRecord? {
        FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(Self.self, from: $0) }
    }

    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + [UInt8(ascii: "\n")]
    }
}
