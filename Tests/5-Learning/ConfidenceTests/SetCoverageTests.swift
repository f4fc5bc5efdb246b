import Confidence
import Foundation
import Randomness
import Testing

/// What sets promise, on made-up galaxies whose classes are the harder to tell the fainter they are.
@Suite struct SetCoverageTests {
    struct Sample {
        var probabilities: [[Double]] = []
        var truths: [Int] = []
        var covariates: [Covariates] = []

        /// - Parameters:
        ///   - ellipticals: their share.
        ///   - limit: magnitude to which the survey reaches.
        init(_ count: Int, ellipticals: Double, limit: Double, seed: UInt64) {
            var generator = SeededGenerator(seed)
            for _ in 0..<count {
                let truth = generator.chance(ellipticals) ? 1 : 0
                // Numbers grow as 10^(0.35 m).
                let magnitude = 14 + log10(1 + generator.uniform() * (pow(10, 0.35 * (limit - 14)) - 1)) / 0.35
                let size = 1.8 - 0.12 * (magnitude - 16) + 0.3 * generator.gaussian()
                let depth = 17.6 - magnitude + 0.8 * (size - 1.8)
                let mean = 1.5 + 5 / (1 + exp(-(depth - 0.3) / 0.9))
                let noise = 1.4 + 0.5 / (1 + exp((depth - 0.5) / 0.5))
                let score = mean + noise * generator.gaussian()
                let p = 1 / (1 + exp(truth == 0 ? -score : score))
                probabilities.append([p, 1 - p])
                truths.append(truth)
                covariates.append(Covariates(magnitude: magnitude, size: size))
            }
        }

        /// Share of the sets that hold the truth in each third of the magnitudes, and mean size.
        func coverage(_ sets: PredictionSets) -> (thirds: [Double], size: Double) {
            let order = truths.indices.sorted { covariates[$0].magnitude < covariates[$1].magnitude }
            var held = [0.0, 0, 0]
            var size = 0.0
            for (rank, place) in order.enumerated() {
                let set = sets.set(of: probabilities[place], covariates[place])
                if set.contains(truths[place]) { held[rank * 3 / order.count] += 1 }
                size += Double(set.count)
            }
            return (held.map { $0 * 3 / Double(order.count) }, size / Double(order.count))
        }
    }

    /// The mean over draws of calibrations lies near the level in every third; sets by class alone miss it.
    @Test(arguments: [0.2, 0.8])
    func everyThirdOfTheMagnitudesIsCovered(_ ellipticals: Double) throws {
        var (weighted, plain) = ([0.0, 0, 0], [0.0, 0, 0])
        let draws = 6
        for draw in 0..<UInt64(draws) {
            let calibration = Sample(4000, ellipticals: 0.5, limit: 18.2, seed: draw)
            let target = Sample(2000, ellipticals: ellipticals, limit: 18.1, seed: 100 + draw)
            let byMagnitude = try PredictionSets(
                probabilities: calibration.probabilities, truths: calibration.truths,
                covariates: calibration.covariates, classes: ["spiral", "elliptical"])
            let byClass = try PredictionSets(
                probabilities: calibration.probabilities, truths: calibration.truths,
                classes: ["spiral", "elliptical"])
            let sets = try #require(byMagnitude.weighted(to: target.covariates))
            for (third, value) in target.coverage(sets).thirds.enumerated() { weighted[third] += value / Double(draws) }
            for (third, value) in target.coverage(byClass).thirds.enumerated() { plain[third] += value / Double(draws) }
        }
        for value in weighted { #expect((0.94...0.965).contains(value), "\(weighted)") }
        #expect(plain[0] > 0.965 && plain[2] < 0.94, "\(plain)")
    }

    /// Of galaxies fainter than all of the calibration nothing is promised.
    @Test func beyondTheCalibrationSetsHoldEveryClass() throws {
        let calibration = Sample(2000, ellipticals: 0.5, limit: 17, seed: 1)
        let target = Sample(2000, ellipticals: 0.5, limit: 19, seed: 2)
        let sets = try PredictionSets(
            probabilities: calibration.probabilities, truths: calibration.truths, covariates: calibration.covariates,
            classes: ["spiral", "elliptical"])
        for sets in [sets, try #require(sets.weighted(to: target.covariates))] {
            #expect(sets.set(of: [0.99, 0.01], Covariates(magnitude: 18.5, size: 1.8)) == [0, 1])
            #expect(sets.set(of: [0.999, 0.001], Covariates(magnitude: 15, size: 1.8)) == [0])
        }
    }
}

extension SeededGenerator {
    fileprivate mutating func gaussian() -> Double {
        (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
    }
}
