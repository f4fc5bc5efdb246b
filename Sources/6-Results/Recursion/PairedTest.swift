import Foundation

/// Two networks on the same galaxies: how often the second one is wrong where the first was right, and the other way round.
package struct PairedTest: Equatable {
    package private(set) var galaxies = 0
    /// Galaxies that the second one alone gets wrong, and that the first one alone does.
    package private(set) var worse = 0, better = 0

    package init() {}

    package mutating func add(before: Bool, after: Bool) {
        galaxies += 1
        if before && !after { worse += 1 }
        if after && !before { better += 1 }
    }

    /// Share that the second one has lost; negative where it has gained.
    package var loss: Double { galaxies == 0 ? 0 : Double(worse - better) / Double(galaxies) }

    /// The probability that chance alone makes the second one at least so much worse: the exact one-sided test of
    /// McNemar 1947, Psychometrika 12, 153.
    package var chance: Double {
        let trials = worse + better
        guard trials > 0 else { return 1 }
        var sum = 0.0
        for count in worse...trials {
            sum += exp(lgamma(Double(trials) + 1) - lgamma(Double(count) + 1) - lgamma(Double(trials - count) + 1))
        }
        return min(1, sum * pow(0.5, Double(trials)))
    }

    /// The same for the mean over several groups of galaxies, such as classes, by the normal distribution.
    package static func chance(ofMean groups: [PairedTest]) -> Double {
        let variance = groups.reduce(0) { sum, group in
            guard group.galaxies > 0 else { return sum }
            let n = Double(group.galaxies)
            return sum + (Double(group.worse + group.better) / n - group.loss * group.loss) / n
        }
        let loss = groups.reduce(0) { $0 + $1.loss }
        guard variance > 0 else { return loss > 0 ? 0 : 1 }
        return 0.5 * erfc(loss / (2 * variance).squareRoot())
    }
}
