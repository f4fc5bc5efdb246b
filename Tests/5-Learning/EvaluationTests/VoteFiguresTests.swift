import Evaluation
import Foundation
import Testing

/// Deviations and losses beside NumPy's and SciPy's; see `Goldens/votes.py`.
@Suite struct VoteFiguresTests {
    private struct Expected: Decodable {
        struct Question: Decodable {
            let n: Int
            let votesAGalaxy: Double
            let deviationOfMeans: Double
            let answers: [Double]
            let bias: [Double]
            let meanFraction: [Double]
            let deviation: Golden.Interval
            let loss: Golden.Interval
        }

        let concentrations: [[Double]]
        let counts: [[Double]]
        let questions: [Question]

        var predictions: [VotePrediction] {
            zip(concentrations, counts).map { VotePrediction(concentrations: $0, counts: $1) }
        }
    }

    private static let questions = [
        VoteFigures.Question(name: "shape", answers: ["shape_a", "shape_b", "shape_c"]),
        VoteFigures.Question(name: "bar", answers: ["bar_yes", "bar_no"]),
    ]

    private func expected() throws -> Expected {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Goldens/votes.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Expected.self, from: Data(contentsOf: path))
    }

    @Test func figuresAreThoseOfSciPy() throws {
        let expected = try expected()
        let figures = VoteFigures(expected.predictions, questions: Self.questions, of: "numbers of votes")
        #expect(figures.n == 60)
        for (found, golden) in zip(figures.questions, expected.questions) {
            #expect(found.n == golden.n)
            #expect(abs(found.votesAGalaxy - golden.votesAGalaxy) < 1e-12)
            #expect(abs((found.deviationOfMeans ?? 0) - golden.deviationOfMeans) < 1e-12)
            for (answer, place) in zip(found.answers, golden.answers.indices) {
                #expect(abs(answer.deviation.value - golden.answers[place]) < 1e-12)
                #expect(abs(answer.bias - golden.bias[place]) < 1e-12)
                #expect(abs(answer.meanFraction - golden.meanFraction[place]) < 1e-12)
            }
            for (estimate, interval) in [(found.deviation, golden.deviation), (found.loss, golden.loss)] {
                let estimate = try #require(estimate)
                let width = interval.high - interval.low
                #expect(abs(estimate.value - interval.value) < 1e-9)
                #expect(
                    abs(estimate.low - interval.low) < 0.06 * width && abs(estimate.high - interval.high) < 0.06 * width
                )
                #expect(estimate.method == .bootstrap)
            }
        }
    }

    /// One galaxy shows no spread, and none was asked about bars.
    @Test func tooFewGalaxiesAreUndefined() throws {
        let one = [VotePrediction(concentrations: [1, 1, 2, 3, 3], counts: [1, 2, 3, 0, 0])]
        let figures = VoteFigures(one, questions: Self.questions, of: "numbers of votes")
        #expect(figures.questions.map(\.n) == [1, 0])
        #expect(figures.questions.allSatisfy { $0.deviation == nil && $0.loss == nil })
        #expect(figures.table().contains("Fewer than two galaxies have votes for 'shape', 'bar': undefined."))
    }

    @Test func tablesAndJSONSayWhatWasMeasured() throws {
        let figures = VoteFigures(
            try expected().predictions, questions: Self.questions, of: "fractions", published: "within <5 %",
            resamples: 50)
        let table = figures.table()
        #expect(table.hasPrefix("Votes of 60 galaxies (fractions), by question. With 95 % intervals:\n"))
        #expect(table.contains("Published for these questions, on other galaxies: within <5 %."))
        let metrics = try Metrics(
            [Prediction(id: "a", truth: 0, probabilities: [0.9, 0.1])], classes: ["spiral", "elliptical"], resamples: 10
        )
        let both = try figures.json(beside: metrics)
        struct Read: Decodable {
            let votes: VoteFigures
            let accuracy: Estimate?
        }
        let read = try JSONDecoder().decode(Read.self, from: Data(both.utf8))
        #expect(read.votes == figures && read.accuracy?.value == 1)
        #expect(try JSONDecoder().decode(Metrics.self, from: Data(both.utf8)) == metrics)
        let alone = try JSONDecoder().decode(Read.self, from: Data(try figures.json(beside: nil).utf8))
        #expect(alone.votes == figures && alone.accuracy == nil)
        let page = try Report(
            title: "t", sections: [], votes: [.init(name: "set", figures: figures)], provenance: []
        ).html()
        #expect(page.contains("<td>shape_b</td>") && page.contains("within &lt;5 %") && page.contains("<td>bar</td>"))
    }
}
