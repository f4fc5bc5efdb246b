import Training

/// Whether a round has taught the network something, and nothing that is wrong.
struct RoundJudge {
    let galaxies: JudgedGalaxies
    let classes: [String]
    let settings: RecursionSettings

    /// Figures of one model.
    func figures(_ answers: ModelAnswers) -> RecursionRecord.Figures {
        let recalls = classes.indices.map { number -> RecursionRecord.Share in
            let own = galaxies.truths.indices.filter { galaxies.truths[$0] == number && answers.heldOut[$0] != nil }
            return .init(own.count { answers.heldOut[$0] == number }, of: own.count)
        }
        let pairs = answers.pairs.filter { $0.0 != nil && $0.1 != nil }
        return .init(
            recall: Dictionary(uniqueKeysWithValues: zip(classes, recalls)),
            balancedAccuracy: recalls.reduce(0) { $0 + $1.value } / Double(classes.count),
            pairsAgree: pairs.isEmpty ? nil : .init(pairs.count { $0.0 == $0.1 }, of: pairs.count))
    }

    /// Why the network of a round is not kept; none where nothing fell.
    ///
    /// - Parameter name: of the other network, in sentences.
    func falls(from before: ModelAnswers, to after: ModelAnswers, name: String) -> [String] {
        var reasons: [String] = []
        func judge(_ what: String, loss: Double, chance: Double) {
            guard loss > settings.tolerance, chance < settings.level else { return }
            reasons.append(
                "\(what) fell by \(decimals(loss * 100, 2)) points from that of the \(name) (by chance alone in "
                    + "\(decimals(chance * 100, 1)) % of cases)")
        }
        let groups = classes.indices.map { number -> PairedTest in
            var test = PairedTest()
            for place in galaxies.truths.indices where galaxies.truths[place] == number {
                guard let old = before.heldOut[place], let new = after.heldOut[place] else { continue }
                test.add(before: old == number, after: new == number)
            }
            return test
        }
        for (name, test) in zip(classes, groups) {
            judge("the recall of held-out '\(name)'", loss: test.loss, chance: test.chance)
        }
        judge(
            "the balanced accuracy of held-out galaxies",
            loss: groups.reduce(0) { $0 + $1.loss } / Double(groups.count), chance: PairedTest.chance(ofMean: groups))
        var agreement = PairedTest()
        for (old, new) in zip(before.pairs, after.pairs) {
            guard let a = old.0, let b = old.1, let c = new.0, let d = new.1 else { continue }
            agreement.add(before: a == b, after: c == d)
        }
        judge("the agreement of both surveys", loss: agreement.loss, chance: agreement.chance)
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
