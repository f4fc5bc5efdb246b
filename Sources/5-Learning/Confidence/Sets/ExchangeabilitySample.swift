internal import Randomness

/// A random part of the galaxies that sets are made for, in memory that does not grow with them (reservoir sampling;
/// Vitter 1985, algorithm R).
public struct ExchangeabilitySample: Sendable {
    struct Galaxy: Sendable {
        let probabilities: [Double]
        let covariates: Covariates
        let truth: Int?
    }

    private(set) var galaxies: [Galaxy] = []
    private var seen = 0
    private var generator = SeededGenerator(0xE8C4)

    /// More galaxies show differences that matter to nobody.
    static let most = 5000

    public init() {}

    /// - Parameter truth: number of the true class, where it is known.
    public mutating func add(_ probabilities: [Double], _ covariates: Covariates, truth: Int? = nil) {
        seen += 1
        if galaxies.count < Self.most {
            galaxies.append(Galaxy(probabilities: probabilities, covariates: covariates, truth: truth))
        } else {
            let place = generator.index(below: seen)
            guard place < Self.most else { return }
            galaxies[place] = Galaxy(probabilities: probabilities, covariates: covariates, truth: truth)
        }
    }
}
