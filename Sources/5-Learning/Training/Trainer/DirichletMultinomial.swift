import Networks
package import Torch
package import TrainingSets

/// Minus the logarithm of the probability of a galaxy's votes, where the outputs are Dirichlet concentrations and each
/// question's votes a draw of the Dirichlet-multinomial distribution; summed over the questions.
///
/// log P(x | a) = ln G(A) + ln G(n + 1) - ln G(n + A) + sum over the answers of ln G(x + a) - ln G(a) - ln G(x + 1), with n and
/// A the sums of x and a over the question and G the gamma function. A question without votes gives 0. Votes need not be
/// whole. Differences of logarithms of G lose digits: all is float64, for a few numbers a galaxy.
///
/// Source: Walmsley et al. 2022, MNRAS 509, 3966 (arXiv:2102.08414).
package struct DirichletMultinomial: Objective {
    /// Votes of all galaxies, axes (galaxies, answers), float64, on the device; so are the others.
    private let counts: Tensor
    /// What does not depend on the network: sum over questions of ln G(n + 1), less that over answers of ln G(x + 1).
    private let constants: Tensor
    /// Axes (answers, questions): 1 where the answer is one of the question's.
    private let questions: Tensor
    /// The most voted answer of the first question, axes (galaxies), int64; -1 where it has no votes.
    private let favourites: Tensor
    private let firstAnswers: Int

    /// - Parameters:
    ///   - galaxies: all galaxies of the run, each with its counts.
    ///   - tree: the questions, in the order of the outputs.
    package init(galaxies: [Galaxy], tree: QuestionTree, device: Device) throws(TorchError) {
        let answers = tree.answers.count
        var values: [Float] = []
        values.reserveCapacity(galaxies.count * answers)
        var favourites: [Int64] = []
        let first = tree.ranges[0]
        for galaxy in galaxies {
            let own = galaxy.target.counts
            precondition(own.count == answers, "\(own.count) counts for \(answers) answers")
            values += own
            let best = first.max { (own[$0], $1) < (own[$1], $0) } ?? 0
            favourites.append(own[best] > 0 ? Int64(best) : -1)
        }
        var members = [Float](repeating: 0, count: answers * tree.questions.count)
        for (question, range) in tree.ranges.enumerated() {
            for answer in range { members[answer * tree.questions.count + question] = 1 }
        }
        let counts = try Tensor(values, shape: [galaxies.count, answers]).to(.float64)
        let questions = try Tensor(members, shape: [answers, tree.questions.count]).to(.float64)
        constants = try ((counts.matmul(questions) + 1).lgamma().sum([1]) - (counts + 1).lgamma().sum([1])).to(device)
        self.counts = try counts.to(device)
        self.questions = try questions.to(device)
        self.favourites = try Tensor(favourites, shape: [galaxies.count], device: device)
        firstAnswers = first.count
    }

    package func loss(_ logits: Tensor, members: Tensor, total: Int) throws(TorchError) -> Tensor {
        let range = HeadOutputs.concentrations
        let concentrations =
            try logits.to(.float64).sigmoid() * (range.upperBound - range.lowerBound) + range.lowerBound
        let counts = try counts.select(0, indices: members)
        let (asked, sums) = try (counts.matmul(questions), concentrations.matmul(questions))
        let byQuestion = try (asked + sums).lgamma() - sums.lgamma()
        let byAnswer = try (counts + concentrations).lgamma() - concentrations.lgamma()
        let byGalaxy = try byQuestion.sum([1]) - byAnswer.sum([1]) - constants.select(0, indices: members)
        return try byGalaxy.sum() / Double(total)
    }

    /// Right is a galaxy whose likeliest answer to the first question is the one that most volunteers gave; one without votes
    /// for it is not.
    package func correct(_ logits: Tensor, members: Tensor) throws(TorchError) -> Tensor {
        let likeliest = try logits.narrow(1, start: 0, length: firstAnswers).argmax(1)
        return try likeliest.equals(favourites.select(0, indices: members)).sum()
    }
}
