import Testing
import Torch
import Training
import TrainingSets

/// The loss of votes beside SciPy's and PyTorch's; see `Goldens/votes.py`.
@Suite struct DirichletMultinomialTests {
    private func tree() throws -> QuestionTree {
        try QuestionTree([
            .init("a", answers: ["1", "2", "3"]), .init("b", answers: ["1", "2"], after: ["a_1"]),
            .init("c", answers: ["1", "2", "3", "4"]),
        ])
    }

    private func objective(_ counts: [Float]) throws -> DirichletMultinomial {
        let galaxies = MadeUp.galaxies(
            [Int](repeating: 0, count: counts.count / 9),
            counts: stride(from: 0, to: counts.count, by: 9).map { Array(counts[$0..<$0 + 9]) })
        return try DirichletMultinomial(galaxies: galaxies, tree: tree(), device: .cpu)
    }

    @Test func isScipysAndItsGradientPyTorchs() throws {
        let golden = try MadeUp.golden("votes")
        let losses = try #require(golden["losses"]).doubles()
        let counts = try #require(golden["counts"]).floats()
        let objective = try objective(counts)
        let outputs = try #require(golden["outputs"]).to(.float32)
        let places = try Tensor((0..<8).map(Int64.init), shape: [8])
        for galaxy in 0..<8 {
            let one = try Tensor([Int64(galaxy)], shape: [1])
            let loss = try objective.loss(outputs.select(0, indices: one), members: one, total: 1).item()
            let expected = losses[3 * galaxy..<3 * galaxy + 3].reduce(0, +)
            #expect(abs(loss - expected) < 1e-5 * max(1, expected), "galaxy \(galaxy)")
        }
        try outputs.setRequiresGrad(true)
        let loss = try objective.loss(outputs, members: places, total: 8)
        try loss.backward()
        let gradient = try #require(try outputs.grad).doubles()
        let expected = try #require(golden["gradient"]).doubles()
        #expect(zip(gradient, expected).allSatisfy { abs($0 - $1) < 1e-5 * max(1, abs($1)) })
    }

    @Test func aQuestionWithoutVotesGivesNothing() throws {
        let objective = try objective([0, 0, 0, 0, 0, 0, 0, 0, 0])
        let logits = try Tensor((0..<9).map { Float($0) - 4 }, shape: [1, 9])
        #expect(try objective.loss(logits, members: Tensor([Int64(0)], shape: [1]), total: 1).item() == 0)
    }

    /// Right is the first question's most voted answer; without votes for it nothing is.
    @Test func theMostVotedAnswerIsRight() throws {
        let objective = try objective([
            1, 5, 2, 0, 0, 0, 0, 0, 9,  //
            0, 0, 0, 1, 1, 1, 1, 1, 1,  //
            7, 5, 2, 0, 0, 0, 0, 0, 0,
        ])
        let second: [Float] = (0..<27).map { $0 % 9 == 1 ? 1 : 0 }
        let logits = try Tensor(second, shape: [3, 9])
        #expect(try objective.correct(logits, members: Tensor([Int64(0), 1, 2], shape: [3])).item() == 1)
    }
}
