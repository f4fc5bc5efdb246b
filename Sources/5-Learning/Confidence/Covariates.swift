/// What a galaxy's probabilities are weighted and judged by, beside its class.
public struct Covariates: Sendable, Equatable {
    /// Apparent magnitude; NaN where it is not known.
    public var magnitude: Double
    /// Logarithm of the angular radius; NaN where it is not known.
    public var size: Double

    public init(magnitude: Double = .nan, size: Double = .nan) {
        self.magnitude = magnitude
        self.size = size
    }

    /// Two that are not known are equal.
    public static func == (one: Covariates, other: Covariates) -> Bool {
        (one.magnitude == other.magnitude || one.magnitude.isNaN && other.magnitude.isNaN)
            && (one.size == other.size || one.size.isNaN && other.size.isNaN)
    }
}

extension Sequence<Covariates> {
    /// The share of these galaxies that are fainter or brighter than all of some others; nil where fewer than
    /// ``LikelihoodRatio/fewest`` of either have a magnitude.
    public func shareBeyond(_ others: some Sequence<Covariates>) -> Double? {
        let own = map(\.magnitude).filter(\.isFinite)
        let others = others.map(\.magnitude).filter(\.isFinite)
        guard own.count >= LikelihoodRatio.fewest, others.count >= LikelihoodRatio.fewest, let least = others.min(),
            let most = others.max()
        else { return nil }
        return Double(own.count { $0 < least || $0 > most }) / Double(own.count)
    }
}
