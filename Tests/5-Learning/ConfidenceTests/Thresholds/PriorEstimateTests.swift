import Confidence
import Foundation
import Testing

struct PriorEstimateTests {
    private struct Golden: Decodable {
        let prior: Double
        let share: Double
        let scores: [Double]
    }

    @Test("the share is that of the highest likelihood")
    func goldens() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Goldens/prior.json")
        let goldens = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
        #expect(goldens.count == 3)
        for golden in goldens {
            let found = try #require(PriorEstimate(target: ScoreHistogram(golden.scores), prior: golden.prior))
            #expect(abs(found.share - golden.share) < 1e-5)
            #expect(found.low < found.share && found.share < found.high)
            #expect(found.galaxies == golden.scores.count)
        }
    }

    @Test("one class alone is a share of nearly 0 or 1; 49 galaxies have none")
    func ends() throws {
        let scores = ScoreHistogram((0..<200).map { 8 + Double($0 % 7) })
        #expect(try #require(PriorEstimate(target: scores, prior: 0.5)).share > 0.999)
        #expect(PriorEstimate(target: ScoreHistogram((0..<49).map(Double.init)), prior: 0.5) == nil)
    }
}
