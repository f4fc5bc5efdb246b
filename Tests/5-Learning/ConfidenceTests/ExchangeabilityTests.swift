import Confidence
import Foundation
import Randomness
import Testing

@Suite struct ExchangeabilityTests {
    typealias Sample = SetCoverageTests.Sample

    @Test func distanceIsThatOfTheDistributionFunctions() {
        // F steps at 1, 2, 3, 4; G at 2, 2, 5: the largest gap is at 4: 1 − 2/3, and before at 1: 1/4.
        let test = KolmogorovSmirnov([3, 1, 4, 2], [5, 2, 2])
        #expect(abs(test.distance - 1.0 / 3) < 1e-12)
        #expect(test.pValue > 0.9)
        #expect(KolmogorovSmirnov([1, 2, 3], [1, 2, 3]).distance == 0)
        #expect(KolmogorovSmirnov([1, 2, 3], [1, 2, 3]).pValue == 1)
        let apart = KolmogorovSmirnov((0..<100).map(Double.init), (200..<300).map(Double.init))
        #expect(apart.distance == 1)
        #expect(apart.pValue < 1e-30)
    }

    /// Of two samples of one distribution 5 % have a p-value of 5 % or less.
    @Test func pValuesAreEven() {
        var generator = SeededGenerator(3)
        let draws = 400
        let low = (0..<draws).count { _ in
            let (left, right) = ((0..<60).map { _ in generator.uniform() }, (0..<90).map { _ in generator.uniform() })
            return KolmogorovSmirnov(left, right).pValue <= 0.05
        }
        // Binomial, 400 trials of 5 %: 20 ± 4.4; the test keeps a little below its level.
        #expect((7...33).contains(low))
    }

    private func calibrated(_ seed: UInt64, limit: Double = 18) throws -> PredictionSets {
        let calibration = Sample(1500, ellipticals: 0.5, limit: limit, seed: seed)
        return try PredictionSets(
            probabilities: calibration.probabilities, truths: calibration.truths, covariates: calibration.covariates,
            classes: ["spiral", "elliptical"])
    }

    private func failed(
        _ sets: PredictionSets, _ target: Sample, offset: Double = 0, labelled: Bool = false
    ) -> [String] {
        var sample = ExchangeabilitySample()
        for place in target.truths.indices {
            let p = target.probabilities[place][0]
            let moved = 1 / (1 + exp(-(log(p / (1 - p)) + offset)))
            sample.add(
                [moved, 1 - moved], target.covariates[place], truth: labelled ? target.truths[place] : nil)
        }
        return Exchangeability(sample, sets).failed.map(\.what)
    }

    /// Ten tables of the calibration's own survey, and of one with other shares of the classes: none fails.
    @Test func ownGalaxiesPass() throws {
        for seed in 0..<5 as Range<UInt64> {
            let sets = try calibrated(seed)
            for share in [0.5, 0.15] {
                let target = Sample(1000, ellipticals: share, limit: 18, seed: 50 + seed)
                #expect(failed(sets, target) == [])
                #expect(failed(sets, target, labelled: true) == [])
            }
        }
    }

    @Test func shiftedScoresAreFoundWithoutLabels() throws {
        let sets = try calibrated(1)
        for offset in [-3.0, -1.5, 1.5, 3] {
            let target = Sample(1000, ellipticals: 0.3, limit: 18, seed: 9)
            #expect(failed(sets, target, offset: offset) == ["scores"])
            #expect(failed(sets, target, offset: offset, labelled: true).contains("scores of spiral"))
        }
    }

    @Test func fainterGalaxiesAreFoundUnlessWeighted() throws {
        let sets = try calibrated(1, limit: 18.5)
        let target = Sample(1000, ellipticals: 0.5, limit: 17.6, seed: 9)
        #expect(failed(sets, target).contains("magnitudes"))
        let weighted = try #require(sets.weighted(to: target.covariates))
        #expect(!failed(weighted, target).contains("scores"))
        var sample = ExchangeabilitySample()
        for place in 0..<1000 { sample.add(target.probabilities[place], target.covariates[place]) }
        let sentences = Exchangeability(sample, sets).failures
        #expect(sentences.contains { $0.hasPrefix("WARNING: not exchangeable: the magnitudes differ") })
        #expect(sentences.allSatisfy { $0.contains("n = 1000 and 1500") })
    }

    @Test func nothingIsComparedOfAFewGalaxies() throws {
        #expect(failed(try calibrated(1), Sample(19, ellipticals: 0.5, limit: 14.5, seed: 1), offset: 9) == [])
    }
}
