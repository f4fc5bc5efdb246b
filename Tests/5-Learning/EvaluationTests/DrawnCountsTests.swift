import Foundation
import Randomness
import Testing

@Suite struct DrawnCountsTests {
    /// Frequencies against the binomial law: by inversion (few expected successes) and by rejection, and beyond one half.
    @Test(arguments: [(50, 0.1), (200, 0.3), (200, 0.85), (1000, 0.02)])
    func successesAreBinomial(_ trials: Int, _ probability: Double) {
        var generator = SeededGenerator(8)
        let draws = 40_000
        var found = [Int](repeating: 0, count: trials + 1)
        for _ in 0..<draws { found[generator.successes(in: trials, probability: probability)] += 1 }
        var (square, degrees) = (0.0, -1.0)
        for count in 0...trials {
            let n = Double(trials)
            let k = Double(count)
            let ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
            let expected = Double(draws) * exp(ways + k * log(probability) + (n - k) * log(1 - probability))
            guard expected > 5 else { continue }
            square += (Double(found[count]) - expected) * (Double(found[count]) - expected) / expected
            degrees += 1
        }
        // χ² has mean `degrees` and variance twice that; four standard deviations.
        let bound = degrees + 4 * (2 * degrees).squareRoot()
        #expect(square < bound, "\(square) of \(degrees)")
    }

    @Test func endsAreCertain() {
        var generator = SeededGenerator(1)
        #expect(generator.successes(in: 0, probability: 0.4) == 0)
        #expect(generator.successes(in: 30, probability: 0) == 0)
        #expect(generator.successes(in: 30, probability: 1) == 30)
    }

    /// As many items as there were, none of a kind that was not there, each kind as often as its share on average.
    @Test func redrawnCountsKeepTheirSum() {
        var generator = SeededGenerator(2)
        let counts = [0, 70, 30, 0, 900, 0]
        var drawn = counts
        var sums = [Double](repeating: 0, count: counts.count)
        let draws = 2000
        for _ in 0..<draws {
            generator.redraw(counts, into: &drawn)
            #expect(drawn.reduce(0, +) == 1000)
            for kind in drawn.indices { sums[kind] += Double(drawn[kind]) }
        }
        for (kind, count) in counts.enumerated() {
            let share = Double(count) / 1000
            let error = (1000 * share * (1 - share) / Double(draws)).squareRoot()
            #expect(abs(sums[kind] / Double(draws) - Double(count)) <= 4 * error)
        }
    }
}
