import Confidence
import Testing

struct AnchorEstimateTests {
    /// Galaxies seen twice, each time with noise of its own; `share` of them are of class 0.
    private func pairs(_ count: Int, share: Double, offset: Double, seed: UInt64) -> [AnchorEstimate.Pair] {
        var made = MadeUpScores(seed: seed)
        return made.mixed(count, share: share).map { score in
            .init(source: score + 0.7 * made.normal(), target: 0.75 * score + 0.7 * made.normal() + offset)
        }
    }

    @Test("the line is found, whatever the shares of the classes are", arguments: [-4.0, 0, 4], [0.2, 0.5, 0.8])
    func line(offset: Double, share: Double) throws {
        let found = try AnchorEstimate(pairs(2000, share: share, offset: offset, seed: 1), best: 0)
        #expect(abs(found.estimate.map.scale - 0.75) < 0.04)
        #expect(abs(found.estimate.map.offset - offset) < 0.15)
    }

    @Test("of 100 sets of 100 pairs the interval holds the truth in nine of ten or more")
    func interval() throws {
        let held = try (1...100).count { seed in
            let found = try AnchorEstimate(pairs(100, share: 0.7, offset: 2, seed: UInt64(seed)), best: 0)
            return found.estimate.interval(of: 0).contains(2)
        }
        #expect(held >= 85)
    }

    @Test("pairs of one class, few pairs, and weights that leave few are refused")
    func refused() {
        let all = pairs(200, share: 0.5, offset: 0, seed: 1)
        #expect(throws: ThresholdRefusal.self) { try AnchorEstimate(all.filter { $0.source > 0 }, best: 0) }
        #expect(throws: ThresholdRefusal.fewGalaxies(49, least: 50)) {
            try AnchorEstimate(Array(all.prefix(49)), best: 0)
        }
        let weighted = all.enumerated().map { number, pair in
            AnchorEstimate.Pair(source: pair.source, target: pair.target, weight: number < 4 ? 1 : 0)
        }
        #expect(throws: ThresholdRefusal.self) { try AnchorEstimate(weighted, best: 0) }
    }

    @Test("a few pairs that are not the same galaxy do not count")
    func odd() throws {
        var all = pairs(300, share: 0.5, offset: 1, seed: 2)
        for number in 0..<12 { all[number] = .init(source: all[number].source, target: -30) }
        let found = try AnchorEstimate(all, best: 0)
        #expect(abs(found.estimate.map.offset - 1) < 0.4)
    }
}
