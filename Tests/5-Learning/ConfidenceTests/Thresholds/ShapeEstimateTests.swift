import Confidence
import Testing

struct ShapeEstimateTests {
    private func source(_ made: inout MadeUpScores) -> [ScoreHistogram] {
        [ScoreHistogram(made.scores(0, 600)), ScoreHistogram(made.scores(1, 250))]
    }

    @Test(
        "a planted offset is found, whatever the shares of the classes are",
        arguments: [-4.0, 2.5], [0.05, 0.5, 0.95])
    func plantedOffset(offset: Double, share: Double) throws {
        var made = MadeUpScores(seed: UInt64(share * 100 + 50 + offset))
        let source = source(&made)
        // blurred: nearer together, and more scattered
        func seen(_ score: Double) -> Double { 0.8 * score + offset }
        let target = ScoreHistogram(made.mixed(2000, share: share).map { seen($0) + 0.3 * made.normal() })
        let test = (0..<2).map { number in made.scores(number, 4000).map { seen($0) + 0.3 * made.normal() } }
        let found = try ShapeEstimate(target: target, source: source, resamples: 20)
        let threshold = found.estimate.threshold(of: ClassShapes(source).best)
        let lost = MadeUpScores.best(test) - MadeUpScores.balancedAccuracy(threshold, test)
        #expect(lost <= 0.01)
        #expect(abs(found.share - share) < 0.03)
        // What the method was seen to be wrong by would cost more than a point here.
        let verdict = ThresholdVerdict(shapes: ClassShapes(source), estimates: [found.estimate])
        #expect(verdict.decision == .notEstablished)
        #expect(verdict.map == .identity)
    }

    @Test("between classes that lie far apart the shape alone decides", arguments: [0.0, 8])
    func farApart(offset: Double) throws {
        var made = MadeUpScores(seed: 3)
        func wide(_ number: Int) -> Double { made.score(number) + (number == 0 ? 5 : -5) }
        let source = [600, 250].enumerated().map { number, count in
            ScoreHistogram((0..<count).map { _ in wide(number) })
        }
        let target = ScoreHistogram((0..<2000).map { wide($0 % 5 < 3 ? 0 : 1) + offset })
        let found = try ShapeEstimate(target: target, source: source, resamples: 40)
        let verdict = ThresholdVerdict(shapes: ClassShapes(source), estimates: [found.estimate])
        #expect(verdict.decision == (offset == 0 ? .kept : .moved))
        #expect(abs(try #require(verdict.threshold) - ClassShapes(source).best - offset) < 0.5)
    }

    @Test("one class alone is refused", arguments: [0, 1], [200, 10_000])
    func oneClass(number: Int, count: Int) {
        for seed in 1...2 {
            var made = MadeUpScores(seed: UInt64(seed))
            let source = source(&made)
            let target = ScoreHistogram(made.scores(number, count).map { $0 + 2 })
            #expect(throws: ThresholdRefusal.self) {
                try ShapeEstimate(target: target, source: source, resamples: 10)
            }
        }
    }

    @Test("49 galaxies are refused")
    func few() {
        var made = MadeUpScores(seed: 1)
        let source = source(&made)
        #expect(throws: ThresholdRefusal.fewGalaxies(49, least: 50)) {
            try ShapeEstimate(target: ScoreHistogram(made.mixed(49, share: 0.5)), source: source)
        }
    }

    @Test("classes of another shape are refused")
    func otherShape() {
        var made = MadeUpScores(seed: 1)
        let source = source(&made)
        // three humps
        let target = ScoreHistogram((0..<3000).map { Double($0 % 3) * 6 + 0.5 * made.normal() - 6 })
        #expect(throws: ThresholdRefusal.self) { try ShapeEstimate(target: target, source: source) }
    }

    @Test("a million galaxies take the memory of one, and the same result on every run")
    func many() throws {
        var made = MadeUpScores(seed: 5)
        let source = source(&made)
        var target = ScoreHistogram()
        for _ in 0..<1_000_000 { target.add(made.score(made.normal() > 0 ? 0 : 1) - 2) }
        let first = try ShapeEstimate(target: target, source: source, resamples: 5)
        #expect(first == (try ShapeEstimate(target: target, source: source, resamples: 5)))
        #expect(abs(first.estimate.map.offset + 2) < 0.15)
        #expect(first.estimate.galaxies == 1_000_000)
    }
}
