import Confidence
import Testing

struct ThresholdVerdictTests {
    private let shapes: ClassShapes = {
        var made = MadeUpScores(seed: 9)
        return ClassShapes([ScoreHistogram(made.scores(0, 2000)), ScoreHistogram(made.scores(1, 2000))])
    }()

    /// An estimate that says `offset`, give or take `spread`.
    private func estimate(_ offset: Double, spread: Double) -> ThresholdEstimate {
        let drawn = (0..<200).map { ScoreMap(scale: 1, offset: offset + spread * (Double($0) / 99.5 - 1)) }
        return ThresholdEstimate(map: ScoreMap(scale: 1, offset: offset), drawn: drawn, galaxies: 200)
    }

    @Test("without an estimate nothing is established")
    func none() {
        let verdict = ThresholdVerdict(shapes: shapes, estimates: [])
        #expect(verdict.decision == .notEstablished)
        #expect(verdict.map == .identity)
        #expect(verdict.threshold == nil)
    }

    @Test("estimates that agree are weighted by their certainty")
    func agree() throws {
        let verdict = ThresholdVerdict(
            shapes: shapes, estimates: [estimate(3, spread: 0.1), estimate(3.2, spread: 0.3)])
        #expect(verdict.decision == .moved)
        #expect(abs(verdict.map.offset - 3.02) < 0.005)
        #expect(try #require(verdict.regretOfSource) > 0.05)
    }

    @Test("estimates that contradict each other leave the threshold alone")
    func disagree() {
        let verdict = ThresholdVerdict(
            shapes: shapes, estimates: [estimate(3, spread: 0.1), estimate(-1, spread: 0.1)])
        #expect(verdict.decision == .notEstablished)
        #expect(verdict.map == .identity)
    }

    @Test("an estimate too unsure to show that the threshold is good or bad leaves it alone")
    func unsure() {
        let verdict = ThresholdVerdict(shapes: shapes, estimates: [estimate(2, spread: 4)])
        #expect(verdict.decision == .notEstablished)
        #expect(verdict.map == .identity)
    }

    @Test("a threshold that is good in the target too stays")
    func kept() {
        let verdict = ThresholdVerdict(shapes: shapes, estimates: [estimate(0, spread: 0.2)])
        #expect(verdict.decision == .kept)
        #expect(verdict.map == .identity)
    }
}
