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
}
