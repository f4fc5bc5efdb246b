/// What is to be done about the threshold of a target survey.
///
/// The source's threshold, that of its highest balanced accuracy, stays unless it is shown to be wrong: estimates that do
/// not agree, or are too unsure to say what balanced accuracy a threshold loses, leave it alone. Estimates agree where they
/// differ by no more than chance explains, or where their mean would lose no more than ``allowed`` if either alone were
/// right.
public struct ThresholdVerdict: Sendable, Equatable {
    public enum Decision: String, Sendable, Codable {
        /// The source's threshold is good in the target too, and stays.
        case kept
        /// The threshold is moved.
        case moved
        /// Nothing could be shown: the source's threshold stays, and whoever uses it is told.
        case notEstablished = "not_established"
    }

    public let decision: Decision
    /// The map to be used: the identity unless the threshold is moved.
    public let map: ScoreMap
    /// The threshold that both estimates speak for, or the only one, in target scores; nil where none is.
    public let threshold: Double?
    /// Its 95 % interval.
    public let interval: ClosedRange<Double>?
    /// Balanced accuracy that the source's threshold loses in the target at most, with 95 % confidence; nil where
    /// nothing is known.
    public let regretOfSource: Double?
    /// The same of ``threshold``.
    public let regret: Double?

    /// Balanced accuracy that a threshold may lose.
    public static let allowed = 0.01

    /// - Parameters:
    ///   - shapes: the source's classes.
    ///   - estimates: what the methods found that did not refuse.
    public init(shapes: ClassShapes, estimates: [ThresholdEstimate]) {
        let best = shapes.best
        func stay(_ decision: Decision, _ combined: Combined? = nil) -> ThresholdVerdict {
            ThresholdVerdict(
                decision: decision, map: .identity, threshold: combined?.threshold, interval: combined?.interval,
                regretOfSource: combined?.regret(of: best, shapes),
                regret: combined.map { $0.regret(of: $0.threshold, shapes) })
        }
        guard !estimates.isEmpty else {
            self = stay(.notEstablished)
            return
        }
        let combined = Combined(estimates, best: best)
        guard combined.agree(shapes) else {
            self = stay(.notEstablished)
            return
        }
        let (own, source) = (combined.regret(of: combined.threshold, shapes), combined.regret(of: best, shapes))
        let losing = combined.share { map in
            shapes.regret(at: map.source(best)) > max(Self.allowed / 2, shapes.regret(at: best))
        }
        if source <= Self.allowed {
            self = stay(.kept, combined)
        } else if own <= Self.allowed, losing >= 0.975 {
            self.init(
                decision: .moved, map: combined.map, threshold: combined.threshold, interval: combined.interval,
                regretOfSource: source, regret: own)
        } else {
            self = stay(.notEstablished, combined)
        }
    }

    private init(
        decision: Decision, map: ScoreMap, threshold: Double?, interval: ClosedRange<Double>?, regretOfSource: Double?,
        regret: Double?
    ) {
        self.decision = decision
        self.map = map
        self.threshold = threshold
        self.interval = interval
        self.regretOfSource = regretOfSource
        self.regret = regret
    }
}

/// Estimates weighted by the inverse of their variances.
private struct Combined {
    let map: ScoreMap
    let threshold: Double
    let interval: ClosedRange<Double>
    private let drawn: [ScoreMap]
    private let estimates: [ThresholdEstimate]

    init(_ estimates: [ThresholdEstimate], best: Double) {
        self.estimates = estimates
        let weights = estimates.map { 1 / $0.variance(of: best) }
        let total = weights.reduce(0, +)
        func mean(_ maps: [ScoreMap]) -> ScoreMap {
            let threshold = zip(maps, weights).reduce(0) { $0 + $1.0.target(best) * $1.1 } / total
            let scale = zip(maps, weights).reduce(0) { $0 + $1.0.scale * $1.1 } / total
            return ScoreMap(scale: scale, offset: threshold - scale * best)
        }
        map = mean(estimates.map(\.map))
        let count = estimates.map(\.drawn.count).min() ?? 0
        drawn = (0..<count).map { number in mean(estimates.map { $0.drawn[number] }) }
        let all = ThresholdEstimate(map: map, drawn: drawn, galaxies: 0)
        threshold = all.threshold(of: best)
        interval = all.interval(of: best)
    }

    /// Whether the estimates do not contradict each other.
    func agree(_ shapes: ClassShapes) -> Bool {
        let isOfNoConsequence = estimates.allSatisfy {
            Self.regret($0.drawn, of: threshold, shapes) <= ThresholdVerdict.allowed
        }
        return isOfNoConsequence
            || estimates.allSatisfy { one in
                estimates.allSatisfy { other in
                    let variance = one.variance(of: shapes.best) + other.variance(of: shapes.best)
                    let distance = abs(one.threshold(of: shapes.best) - other.threshold(of: shapes.best))
                    return distance <= 1.96 * variance.squareRoot()
                }
            }
    }

    /// 95th percentile of the balanced accuracy that `threshold` loses.
    func regret(of threshold: Double, _ shapes: ClassShapes) -> Double {
        Self.regret(drawn, of: threshold, shapes)
    }

    private static func regret(_ drawn: [ScoreMap], of threshold: Double, _ shapes: ClassShapes) -> Double {
        ThresholdEstimate.quantile(drawn.map { shapes.regret(at: $0.source(threshold)) }.sorted(), 0.95)
    }

    /// Share of the drawn maps of which `condition` holds.
    func share(where condition: (ScoreMap) -> Bool) -> Double {
        Double(drawn.count(where: condition)) / Double(max(drawn.count, 1))
    }
}
