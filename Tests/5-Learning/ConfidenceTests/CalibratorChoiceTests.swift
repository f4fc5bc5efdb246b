import Confidence
import Foundation
import Randomness
import Testing

@Suite struct CalibratorChoiceTests {
    /// Truths drawn from the softmax of made-up logits; `change` makes of these what a network says.
    private static func made(
        _ count: Int, classes: Int = 2, seed: UInt64 = 7, _ change: ([Double]) -> [Double]
    ) -> LabelledLogits {
        var generator = SeededGenerator(seed)
        var (logits, truths): ([Double], [Int]) = ([], [])
        for _ in 0..<count {
            let own = (0..<classes).map { _ in generator.uniform() * 8 - 4 }
            let weights = own.map(exp)
            var left = generator.uniform() * weights.reduce(0, +)
            var truth = 0
            while truth < classes - 1, left > weights[truth] {
                left -= weights[truth]
                truth += 1
            }
            truths.append(truth)
            logits += change(own)
        }
        return LabelledLogits(logits, truths: truths, classes: classes)
    }

    @Test(arguments: [(2, 0.5), (2, 2.5), (3, 3.0)]) func aKnownTemperatureIsFound(_ classes: Int, _ wanted: Double) {
        // Three standard errors at this number of galaxies.
        let found = Self.made(10_000, classes: classes) { $0.map { $0 * wanted } }.temperature()
        #expect(abs(found / wanted - 1) < 0.06)
        #expect(
            CalibratorChoice(Self.made(800, classes: classes) { $0.map { $0 * wanted } }, seed: 1).kind == .temperature)
    }

    @Test func calibratedLogitsStayAsTheyAre() {
        let choice = CalibratorChoice(Self.made(1000) { $0 }, seed: 1)
        #expect(choice.kind == .identity && choice.calibrator == .temperature(1))
    }

    @Test func aMovedThresholdTakesVectorScaling() {
        let choice = CalibratorChoice(Self.made(2000) { [$0[0] * 2 - 3, $0[1] * 2] }, seed: 1)
        #expect(choice.kind == .vector)
        var score = [-3.0, 0]
        choice.calibrator.apply(to: &score)
        #expect(abs(score[0] - score[1]) < 0.2)
    }

    @Test func aBentScoreTakesIsotonicMaps() {
        // The network knows two scores only where there is a range of odds on either side: no line mends that.
        let sample = Self.made(6000) { logits in
            let score = logits[0] - logits[1]
            let bent = score > 2 ? 0.2 : score > -2 ? 6.0 + score * 0.001 : -0.1
            return [bent + score * 1e-6, 0]
        }
        let choice = CalibratorChoice(sample, seed: 1)
        #expect(choice.kind == .isotonic)
        let losses = Dictionary(uniqueKeysWithValues: choice.candidates.map { ($0.kind, $0.loss) })
        #expect(losses[.isotonic]! < losses[.vector]! - 0.01)
    }

    @Test func classesToldApartWithoutAMistakeStayFinite() {
        for classes in [2, 3] {
            var logits: [Double] = []
            let truths = (0..<60).map { $0 % classes }
            for truth in truths { logits += (0..<classes).map { $0 == truth ? 5 : -5 } }
            let sample = LabelledLogits(logits, truths: truths, classes: classes)
            #expect(sample.temperature() == LabelledLogits.temperatures.lowerBound)
            #expect(sample.vectorScaling(near: 0.05).scales.allSatisfy { $0.isFinite && $0 < 100 })
            var calibrated = Array(logits[..<classes])
            Calibrator.isotonic(sample.isotonicMaps()).apply(to: &calibrated)
            let weights = calibrated.map(exp)
            // 30 (20) galaxies without an exception: the rule of succession.
            let probability = weights[0] / weights.reduce(0, +)
            #expect(probability > 0.9 && probability < 0.99)
        }
    }

    @Test func groupsStayTogetherAndTheSeedDecides() {
        let sample = Self.made(400) { $0.map { $0 * 2 } }
        let pairs = (0..<200).map { [$0, $0 + 200] }
        #expect(CalibratorChoice(sample, seed: 1) == CalibratorChoice(sample, seed: 1))
        #expect(CalibratorChoice(sample, seed: 1) != CalibratorChoice(sample, seed: 2))
        #expect(CalibratorChoice(sample, groups: pairs, seed: 1) != CalibratorChoice(sample, seed: 1))
        // Every galaxy twice, each time in the same part: the losses are those of each once, in another order.
        let twice = LabelledLogits(sample.logits + sample.logits, truths: sample.truths + sample.truths, classes: 2)
        let together = CalibratorChoice(twice, groups: (0..<400).map { [$0, $0 + 400] }, seed: 1)
        let apart = CalibratorChoice(twice, seed: 1)
        // What is known of the other image makes a map look better than it is.
        #expect(together.candidates[3].loss > apart.candidates[3].loss)
    }

    @Test func weightsAreGalaxies() {
        let scored = [(-2.0, false), (-1.0, true), (0.0, false), (0.5, false), (1.0, true), (2.0, true)]
        let weighted = IsotonicMap(fitting: scored.map { (score: $0.0, isOwn: $0.1) }, weights: [1, 2, 1, 1, 3, 1])
        let repeated = zip(scored, [1, 2, 1, 1, 3, 1]).flatMap { galaxy, count in
            [(score: Double, isOwn: Bool)](repeating: (galaxy.0, galaxy.1), count: count)
        }
        #expect(weighted == IsotonicMap(fitting: repeated))
        // By hand: {-2: 0 of 1 → 1/3}, {-1, 0, 0.5: 2 of 4}, {1, 2: 4 of 4 → 5/6}.
        #expect(weighted.scores == [-2, -1, 0.5, 1, 2])
        let wanted = [1.0 / 3, 0.5, 0.5, 5.0 / 6, 5.0 / 6]
        #expect(zip(weighted.probabilities, wanted).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(weighted.probability(at: -1.5) == (1.0 / 3 + 0.5) / 2)
    }
}
