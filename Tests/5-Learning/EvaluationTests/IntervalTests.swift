import Evaluation
import Testing

@Suite struct IntervalTests {
    @Test func wilsonEqualsSciPy() {
        for golden in Golden.all.wilson {
            let interval = Intervals.wilson(successes: golden.successes, trials: golden.trials)
            #expect(abs(interval.lowerBound - golden.low) < 1e-12)
            #expect(abs(interval.upperBound - golden.high) < 1e-12)
        }
    }

    /// The ends of the score interval solve |area − θ| = z √variance(θ).
    @Test(arguments: [(0.958, 64, 60), (0.5, 10, 90), (1, 10, 10), (0, 5, 8), (0.75, 1, 1)])
    func areaIntervalSolvesItsEquation(_ area: Double, _ positives: Int, _ negatives: Int) {
        let interval = Intervals.areaUnderCurve(area, positives: positives, negatives: negatives)
        #expect(interval.contains(area))
        #expect(interval.lowerBound >= 0 && interval.upperBound <= 1)
        let size = Double(positives + negatives) / 2 - 1
        for end in [interval.lowerBound, interval.upperBound] where end > 0 && end < 1 {
            let first = (1 - end) / (2 - end)
            let second = end / (1 + end)
            let spread = 1 + size * first + size * second
            let variance = end * (1 - end) * spread / Double(positives * negatives)
            #expect(abs(abs(area - end) - Intervals.z * variance.squareRoot()) < 1e-9)
        }
    }

    /// Hanley & McNeil's own variance differs little from Newcombe's for large, equal classes.
    @Test func areaIntervalIsNearHanleyMcNeil() {
        let area = 0.9
        let interval = Intervals.areaUnderCurve(area, positives: 2000, negatives: 2000)
        let first = area / (2 - area)
        let second = 2 * area * area / (1 + area)
        let sum = area * (1 - area) + 1999 * (first - area * area) + 1999 * (second - area * area)
        let half = Intervals.z * (sum / 4e6).squareRoot()
        #expect(abs(interval.lowerBound - (area - half)) < 1e-3)
        #expect(abs(interval.upperBound - (area + half)) < 1e-3)
    }

    @Test func meanOfOneProportionIsWilson() {
        let wilson = Intervals.wilson(successes: 9, trials: 10)
        let mean = Intervals.meanOfProportions([(successes: 9, trials: 10)])
        #expect(abs(mean.lowerBound - wilson.lowerBound) < 1e-12)
        #expect(abs(mean.upperBound - wilson.upperBound) < 1e-12)
    }

    @Test func f1IntervalHoldsTheFigure() {
        let interval = Intervals.f1(truePositives: 8, mistakes: 3)
        #expect(interval.contains(16.0 / 19))
        #expect(Intervals.f1(truePositives: 8, mistakes: 0).upperBound == 1)
    }
}
