internal import Randomness

/// A random part of the galaxies that sets are made for, in memory that does not grow with them.
public struct ExchangeabilitySample: Sendable {
    struct Galaxy: Sendable {
        let probabilities: [Double]
        let covariates: Covariates
        let truth: Int?
    }

    private(set) var galaxies: [Galaxy] = []
    private var reservoir = Reservoir(capacity: most, seed: 0xE8C4)

    /// More galaxies show differences that matter to nobody.
    static let most = 5000

    public init() {}

    /// - Parameter truth: number of the true class, where it is known.
    public mutating func add(_ probabilities: [Double], _ covariates: Covariates, truth: Int? = nil) {
        guard let place = reservoir.place() else { return }
        let galaxy = Galaxy(probabilities: probabilities, covariates: covariates, truth: truth)
        if place == galaxies.count { galaxies.append(galaxy) } else { galaxies[place] = galaxy }
    }
}
