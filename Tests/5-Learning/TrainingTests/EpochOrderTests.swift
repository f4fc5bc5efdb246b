import Testing
import Training

/// How often each galaxy comes in an epoch.
@Suite struct EpochOrderTests {
    private func recipe(_ balance: ClassBalance = .none, rules: [SetRule] = [], classes: Int = 2) -> Recipe {
        var recipe = Recipe()
        recipe.classes = (0..<classes).map { "class \($0)" }
        recipe.classBalance = balance
        recipe.set = rules
        return recipe
    }

    private func counts(_ order: [Int], of total: Int) -> [Int] {
        (0..<total).map { galaxy in order.count { $0 == galaxy } }
    }

    @Test func withoutRulesEveryMemberComesOnceInAnOrderOfTheEpoch() {
        let galaxies = MadeUp.galaxies([Int](repeating: 0, count: 50))
        let members = Array(stride(from: 0, to: 50, by: 2))
        func order(stage: Int = 0, epoch: Int = 0, seed: Int = 1) -> [Int] {
            var recipe = recipe()
            recipe.seed = seed
            return EpochOrder.make(members: members, galaxies: galaxies, recipe: recipe, stage: stage, epoch: epoch)
        }
        let first = order()
        #expect(first.sorted() == members)
        #expect(first != members)
        #expect(order() == first)
        for other in [order(stage: 1), order(epoch: 1), order(seed: 2)] {
            #expect(other.sorted() == members)
            #expect(other != first)
        }
    }

    /// Galaxies 0–3 fit no rule, 4–6 come three times, of 7–12 two are drawn.
    @Test func rulesSayHowOftenAGalaxyComes() {
        var times = SetRule()
        times.times = 3
        var perEpoch = SetRule()
        perEpoch.perEpoch = 2
        let rules = [Int?](repeating: nil, count: 4) + [0, 0, 0] + [Int?](repeating: 1, count: 6)
        let galaxies = MadeUp.galaxies([Int](repeating: 0, count: 13), rules: rules)
        let recipe = recipe(rules: [times, perEpoch])
        var seen: Set<Int> = []
        for epoch in 0..<30 {
            let order = EpochOrder.make(
                members: Array(0..<13), galaxies: galaxies, recipe: recipe, stage: 0, epoch: epoch)
            let counts = counts(order, of: 13)
            #expect(Array(counts[..<7]) == [1, 1, 1, 1, 3, 3, 3])
            #expect(counts[7...].reduce(0, +) == 2)
            #expect(counts[7...].allSatisfy { $0 <= 1 })
            seen.formUnion(order)
        }
        #expect(seen == Set(0..<13), "each epoch draws anew")
        let few = EpochOrder.make(
            members: [7, 0], galaxies: galaxies, recipe: recipe, stage: 0, epoch: 0)
        #expect(few.sorted() == [0, 7], "a rule cannot draw more than there are")
    }

    /// Ten places for classes of 7, 2 and 1: shares of 3, 3 and 4.
    @Test func samplingDealsThePlacesEvenly() {
        let labels = [0, 0, 0, 0, 0, 0, 0, 1, 1, 2]
        let galaxies = MadeUp.galaxies(labels, classes: 3)
        for epoch in 0..<10 {
            let order = EpochOrder.make(
                members: Array(0..<10), galaxies: galaxies, recipe: recipe(.sampling, classes: 3), stage: 0,
                epoch: epoch)
            let counts = counts(order, of: 10)
            #expect(counts[..<7].reduce(0, +) == 3)
            #expect(counts[..<7].allSatisfy { $0 <= 1 }, "a large class is drawn without repeats")
            #expect(counts[7...8].sorted() == [1, 2], "a small class comes round before it repeats")
            #expect(counts[9] == 4)
        }
    }

    /// The rules come first: of 2 · 3 + 3 places each class has half.
    @Test func samplingDealsWhatTheRulesLeave() {
        var times = SetRule()
        times.times = 3
        let galaxies = MadeUp.galaxies([0, 0, 1, 1, 1], rules: [0, 0, nil, nil, nil])
        let order = EpochOrder.make(
            members: [0, 1, 2, 3, 4], galaxies: galaxies, recipe: recipe(.sampling, rules: [times]), stage: 0, epoch: 0)
        #expect(order.count == 9)
        #expect(order.count { $0 < 2 } == 4)
        let single = EpochOrder.make(
            members: [2, 3], galaxies: galaxies, recipe: recipe(.sampling), stage: 0, epoch: 0)
        #expect(single.count == 1, "a class without galaxies leaves its places empty")
    }
}
