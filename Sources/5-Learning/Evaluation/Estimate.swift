/// A measured figure with its 95 % confidence interval.
public struct Estimate: Codable, Sendable, Equatable {
    /// How an interval was found.
    public enum Method: String, Codable, Sendable {
        /// Wilson's score interval of a proportion (Wilson 1927, J. Am. Stat. Assoc. 22, 209).
        case wilson
        /// Percentiles of figures computed anew from sets drawn with replacement (Efron 1979, Ann. Stat. 7, 1).
        case bootstrap
        /// Closed form used where every bootstrap set gives one and the same figure, as in a set without a mistake:
        /// the bootstrap would then claim certainty. See ``Intervals``.
        case closedForm = "closed_form"
        /// Percentiles of the bootstrap reflected at the figure (Davison & Hinkley 1997, "Bootstrap Methods", section 5.2,
        /// the basic interval): where noise makes a figure larger, it makes those of drawn sets larger once more. Held to
        /// 0 or more, and to the figure.
        case reflected = "reflected_bootstrap"
        /// The true figures under which the one that was found is not among the 2.5 % smallest or largest of drawn sets.
        case inverted = "inverted_test"
        /// Normal distribution, of sets too large for other forms to differ from it.
        case normal
    }

    /// The figure itself, 0…1 unless it is told otherwise.
    public let value: Double
    /// Lower end of the 95 % interval.
    public let low: Double
    /// Upper end of the 95 % interval.
    public let high: Double
    /// How the interval was found.
    public let method: Method

    public init(value: Double, low: Double, high: Double, method: Method) {
        self.value = value
        self.low = low
        self.high = high
        self.method = method
    }

    /// A proportion with Wilson's interval; nil when there were no trials.
    static func proportion(_ successes: Int, of trials: Int) -> Estimate? {
        guard trials > 0 else { return nil }
        let interval = Intervals.wilson(successes: Double(successes), trials: Double(trials))
        return Estimate(
            value: Double(successes) / Double(trials), low: interval.lowerBound, high: interval.upperBound,
            method: .wilson)
    }
}

extension Estimate {
    /// A figure with the interval of its bootstrap, or with a closed form where the bootstrap shows no spread.
    init(
        _ value: Double, drawn: ClosedRange<Double>?, method: Method = .bootstrap,
        orElse closedForm: @autoclosure () -> ClosedRange<Double>
    ) {
        let interval = drawn ?? closedForm()
        self.init(
            value: value, low: interval.lowerBound, high: interval.upperBound,
            method: drawn == nil ? .closedForm : method)
    }

    /// A figure that noise makes larger, with the interval that percentiles of its bootstrap give.
    init(_ value: Double, reflected percentiles: ClosedRange<Double>) {
        self.init(
            value: value, low: min(value, max(0, 2 * value - percentiles.upperBound)),
            high: max(value, 2 * value - percentiles.lowerBound), method: .reflected)
    }

    /// A figure with the interval of an inverted test.
    init(_ value: Double, inverted interval: ClosedRange<Double>) {
        self.init(value: value, low: interval.lowerBound, high: interval.upperBound, method: .inverted)
    }
}
