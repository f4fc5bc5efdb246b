internal import Randomness

/// The threshold of a target survey from galaxies that both surveys have seen (overlap anchors).
///
/// The source survey's picture tells each galaxy's class. Of each class the middle of the scores in either survey is one
/// point of the line that maps source scores to target scores: galaxies are grouped by what is known of them, so that the
/// scatter of single scores does not flatten the line (Wald 1940, Ann. Math. Stat. 11, 284), and the shares of the classes
/// do not count.
public struct AnchorEstimate: Sendable, Equatable {
    public let estimate: ThresholdEstimate
    /// Pairs of the rarer class after weighting: (Σw)² / Σw² (Kish 1965, "Survey Sampling").
    public let effective: Double

    /// A galaxy that both surveys have seen.
    public struct Pair: Sendable, Equatable {
        /// Its score in the source survey's picture.
        public let source: Double
        /// Its score in the target survey's picture.
        public let target: Double
        /// How many of the target's galaxies it stands for, 0 or more.
        public let weight: Double

        public init(source: Double, target: Double, weight: Double = 1) {
            self.source = source
            self.target = target
            self.weight = weight
        }
    }

    /// What the method needs.
    public struct Limits: Sendable {
        /// Least number of pairs.
        public var pairs = 50
        /// Least number of pairs of the rarer class, after weighting.
        public var effective = 10.0

        public init() {}
    }

    /// Share of a class's scores that is left out at either end, so that single odd pairs do not count.
    private static let trimmed = 0.1

    /// - Parameters:
    ///   - pairs: axis (galaxy).
    ///   - best: the source's threshold; above it a galaxy is of class 0.
    /// - Throws: ``ThresholdRefusal``.
    public init(
        _ pairs: [Pair], best: Double, limits: Limits = Limits(), resamples: Int = 200, seed: UInt64 = 0
    ) throws(ThresholdRefusal) {
        guard pairs.count >= limits.pairs else { throw .fewGalaxies(pairs.count, least: limits.pairs) }
        let classes = [pairs.filter { $0.source > best }, pairs.filter { $0.source <= best }]
        effective =
            classes.map { pairs in
                let sum = pairs.reduce(0) { $0 + $1.weight }
                return sum > 0 ? sum * sum / pairs.reduce(0) { $0 + $1.weight * $1.weight } : 0
            }.min() ?? 0
        guard effective >= limits.effective else {
            throw .unlikePairs(effective: effective, least: limits.effective)
        }
        let ordered = classes.map(Ordered.init)
        guard let map = Self.line(ordered.map { $0.middles(nil) }) else {
            throw .unlikePairs(effective: 0, least: limits.effective)
        }
        var generator = SeededGenerator(seed, 0xA2C4)
        let drawn = (0..<resamples).compactMap { _ in
            Self.line(
                ordered.map { pairs in
                    var times = [Double](repeating: 0, count: pairs.count)
                    for _ in times { times[generator.index(below: times.count)] += 1 }
                    return pairs.middles(times)
                })
        }
        guard drawn.count == resamples else { throw .unlikePairs(effective: 0, least: limits.effective) }
        estimate = ThresholdEstimate(map: map, drawn: drawn, galaxies: pairs.count)
    }

    /// The line through two points, axes (source, target); nil where it does not rise.
    private static func line(_ points: [(source: Double, target: Double)]) -> ScoreMap? {
        let scale = (points[0].target - points[1].target) / (points[0].source - points[1].source)
        guard scale > 0, scale.isFinite else { return nil }
        return ScoreMap(scale: scale, offset: points[0].target - scale * points[0].source)
    }

    /// Pairs of one class, sorted by either score.
    private struct Ordered {
        private let pairs: [Pair]
        private let bySource: [Int]
        private let byTarget: [Int]
        var count: Int { pairs.count }

        init(_ pairs: [Pair]) {
            self.pairs = pairs
            bySource = pairs.indices.sorted { pairs[$0].source < pairs[$1].source }
            byTarget = pairs.indices.sorted { pairs[$0].target < pairs[$1].target }
        }

        /// The trimmed means of both scores; `times`: how often each pair comes.
        func middles(_ times: [Double]?) -> (source: Double, target: Double) {
            (
                middle(bySource.map { (pairs[$0].source, pairs[$0].weight * (times?[$0] ?? 1)) }),
                middle(byTarget.map { (pairs[$0].target, pairs[$0].weight * (times?[$0] ?? 1)) })
            )
        }

        private func middle(_ sorted: [(value: Double, weight: Double)]) -> Double {
            let total = sorted.reduce(0) { $0 + $1.weight }
            let (low, high) = (trimmed * total, (1 - trimmed) * total)
            var (below, sum) = (0.0, 0.0)
            for (value, weight) in sorted {
                sum += value * max(0, min(below + weight, high) - max(below, low))
                below += weight
            }
            return sum / (high - low)
        }
    }
}
