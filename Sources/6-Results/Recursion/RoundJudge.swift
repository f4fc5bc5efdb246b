package import Training

/// Whether a round has taught the network something, and nothing that is wrong.
package struct RoundJudge {
    /// Class number of each held-out galaxy.
    private let truths: [Int]
    /// The same of each galaxy that both surveys see; nil where nothing tells it.
    private let truthsOfPairs: [Int?]
    private let classes: [String]
    private let settings: RecursionRecipe

    /// - Parameters:
    ///   - truths: class number of each held-out galaxy.
    ///   - truthsOfPairs: the same of each galaxy that both surveys see, nil where it has no label. What the first network says
    ///     of its picture in the run's own survey stands for that where it is sure.
    ///   - first: what the first network says.
    package init(
        truths: [Int], truthsOfPairs: [Int?], first: ModelAnswers, classes: [String], settings: RecursionRecipe
    ) {
        (self.truths, self.classes, self.settings) = (truths, classes, settings)
        self.truthsOfPairs = zip(truthsOfPairs, first.pairs).map { truth, pair in
            truth ?? (pair.probability >= settings.strictThreshold ? pair.own : nil)
        }
    }

    /// Figures of one model.
    func figures(_ answers: ModelAnswers) -> RecursionRecord.Figures {
        let heldOut = recalls(answers.heldOut, truths)
        let pairs = answers.pairs.filter { $0.own != nil && $0.other != nil }
        let others = recalls(answers.pairs.map(\.other), truthsOfPairs)
        func byClass(_ shares: [RecursionRecord.Share]) -> [String: RecursionRecord.Share] {
            Dictionary(uniqueKeysWithValues: zip(classes, shares))
        }
        return .init(
            recall: byClass(heldOut),
            balancedAccuracy: heldOut.reduce(0) { $0 + $1.value } / Double(classes.count),
            pairsAgree: pairs.isEmpty ? nil : .init(pairs.count { $0.own == $0.other }, of: pairs.count),
            recallInOther: others.allSatisfy { $0.galaxies == 0 } ? nil : byClass(others))
    }

    /// Of the galaxies of each class, the share that is put into it.
    private func recalls(_ answers: [Int?], _ truths: [Int?]) -> [RecursionRecord.Share] {
        classes.indices.map { number in
            let own = zip(answers, truths).filter { $0 != nil && $1 == number }
            return .init(own.count { $0.0 == number }, of: own.count)
        }
    }

    /// Why the network of a round is not kept; none where nothing fell.
    ///
    /// - Parameter name: of the other network, in sentences.
    package func falls(from before: ModelAnswers, to after: ModelAnswers, name: String) -> [String] {
        var reasons: [String] = []
        func judge(_ what: String, loss: Double, chance: Double) {
            guard loss > settings.tolerance, chance < settings.level else { return }
            reasons.append(
                "\(what) fell by \(decimals(loss * 100, 2)) points from that of the \(name) (by chance alone in "
                    + "\(decimals(chance * 100, 1)) % of cases)")
        }
        func judgeRecalls(
            _ truths: [Int?], _ before: [Int?], _ after: [Int?], recall: (String) -> String, mean: String
        ) {
            let tests = classes.indices.map { number -> PairedTest in
                var test = PairedTest()
                for (truth, (old, new)) in zip(truths, zip(before, after)) where truth == number {
                    guard let old, let new else { continue }
                    test.add(before: old == number, after: new == number)
                }
                return test
            }
            for (name, test) in zip(classes, tests) { judge(recall(name), loss: test.loss, chance: test.chance) }
            let groups = tests.filter { $0.galaxies > 0 }
            judge(
                mean, loss: groups.reduce(0) { $0 + $1.loss } / Double(max(1, groups.count)),
                chance: PairedTest.chance(ofMean: groups))
        }
        judgeRecalls(
            truths, before.heldOut, after.heldOut, recall: { "the recall of held-out '\($0)'" },
            mean: "the balanced accuracy of held-out galaxies")
        var agreement = PairedTest()
        for (old, new) in zip(before.pairs, after.pairs) {
            guard let a = old.own, let b = old.other, let c = new.own, let d = new.other else { continue }
            agreement.add(before: a == b, after: c == d)
        }
        judge("the agreement of both surveys", loss: agreement.loss, chance: agreement.chance)
        // A threshold that moves in the other survey alone is seen by galaxies whose class the run's own survey tells.
        judgeRecalls(
            truthsOfPairs, before.pairs.map(\.other), after.pairs.map(\.other),
            recall: { "the recall of '\($0)' in the other survey, by galaxies that both see," },
            mean: "the balanced accuracy in the other survey, by galaxies that both see,")
        return reasons
    }

    /// Whether the network contradicts more of the labels that it was taught with than are expected to be wrong.
    ///
    /// A network does not learn by heart what contradicts the rest of what it learns (Arpit et al. 2017, ICML 70, 233).
    func contradiction(_ share: RecursionRecord.Share, expectedWrong: Double) -> String? {
        guard share.galaxies > 0, share.low > expectedWrong + settings.contradicted else { return nil }
        return "the network contradicts \(share.count) of the \(share.galaxies) labels that it was taught with "
            + "(\(decimals(share.value * 100, 1)) %, at least \(decimals(share.low * 100, 1)) %), and "
            + "\(decimals(expectedWrong * 100, 1)) % are expected to be wrong"
    }
}
