public import Evaluation

/// How several networks do on several test sets, side by side: the form of the tables of Khan et al. 2019, which has test sets in two
/// surveys, before and after recursion, whole and in their most confident parts.
///
/// ```swift
/// var comparison = Comparison()
/// comparison.add(before, network: "before", set: "FO DES")
/// comparison.add(after, network: "after", set: "FO DES")
/// print(comparison.table())
/// ```
public struct Comparison: Sendable, Equatable, Codable {
    /// One network on one part of one set.
    public struct Row: Sendable, Equatable, Codable {
        /// Names of the test set and of the network.
        public let set, network: String
        /// Share of the set that is kept, the most confident galaxies first; 1 is all of it.
        public let coverage: Double
        /// Galaxies that are kept, and those of them that were given their true class.
        public let n, right: Int
        /// Share of those, with Wilson's 95 % interval.
        public let accuracy: Estimate
        /// Of the first class, or means over more than two; nil where undefined.
        public let precision, recall, f1: Estimate?
    }

    /// In the order in which they were added.
    public private(set) var rows: [Row] = []

    public init() {}

    /// Adds what was measured: a row for each coverage of `metrics`, as it stands there.
    ///
    /// - Precondition: this network has no rows of this set yet.
    public mutating func add(_ metrics: Metrics, network: String, set: String) {
        precondition(!rows.contains { $0.network == network && $0.set == set }, "\(network) on \(set) twice")
        for part in metrics.coverage {
            let scores = part.scores
            rows.append(
                Row(
                    set: set, network: network, coverage: part.coverage, n: scores.n, right: scores.confusion.correct,
                    accuracy: scores.accuracy, precision: scores.macro.map(\.precision) ?? scores.precision,
                    recall: scores.macro.map(\.recall) ?? scores.recall, f1: scores.macro.map(\.f1) ?? scores.f1))
        }
    }

    /// Names of the sets, and of the networks, in the order in which they were added.
    public var sets: [String] { Self.once(rows.map(\.set)) }
    public var networks: [String] { Self.once(rows.map(\.network)) }
    /// Shares that are kept, the greatest first.
    public var coverages: [Double] { Set(rows.map(\.coverage)).sorted(by: >) }

    private static func once(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// The rows set by set, the coverages of each from all on, and of these the networks in their order: what is held against one
    /// another stands one below the other.
    public var ordered: [Row] {
        let (sets, networks, coverages) = (sets, networks, coverages)
        return sets.flatMap { set in
            coverages.flatMap { coverage in
                networks.compactMap { network in
                    rows.first { $0.set == set && $0.network == network && $0.coverage == coverage }
                }
            }
        }
    }
}
