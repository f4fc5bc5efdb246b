import Foundation
import Recursion
import Testing
import Training

/// Which labels are learnt from, by value.
@Suite struct LabelChoiceTests {
    private func answers(
        _ spirals: [Float], _ objections: [Int: UnlabelledAnswers.Objection] = [:]
    ) -> UnlabelledAnswers {
        UnlabelledAnswers(
            classes: ["spiral", "elliptical"], probabilities: spirals.flatMap { [$0, 1 - $0] },
            objections: spirals.indices.map { objections[$0] ?? .none })
    }

    private func choose(
        _ answers: UnlabelledAnswers, heldOut: Set<Int> = [], isEstablished: Bool = true,
        _ change: (inout RecursionRecipe) -> Void = { _ in }
    ) throws -> LabelChoice {
        var settings = RecursionRecipe()
        change(&settings)
        return try LabelChoice(
            answers, isHeldOut: heldOut.contains, start: [0.5, 0.5], isEstablished: isEstablished, settings: settings)
    }

    @Test func thresholdsFollowTheClassesAndWhatSpeaksAgainstALabelIsTold() throws {
        // spirals 0.99, 0.98, 0.97, 0.60; ellipticals 0.96, 0.95, 0.80
        let found = answers(
            [0.99, 0.98, 0.97, 0.6, 0.04, 0.05, 0.2, 0.99, 0.99, .nan, 0.99, 0.99],
            [7: .strange, 8: .severalClasses, 9: .unreadable, 10: .repeated])
        let choice = try choose(found, heldOut: [11])
        let spiral = (0.99 + 0.98 + 0.97 + 0.6 + 0.99) / 5
        let elliptical = (0.96 + 0.95 + 0.8) / 3
        #expect(abs(choice.thresholds[0] - 0.95) < 1e-6)
        #expect(abs(choice.thresholds[1] - 0.95 * elliptical / spiral) < 1e-6)
        #expect(choice.sure == [3, 2])
        let verdicts = choice.verdicts
        #expect(try choose(found) { $0.lowestThreshold = 0.949 }.thresholds[1] == 0.949)
        #expect(verdicts[3] == .unsure && verdicts[6] == .unsure)
        #expect(verdicts[7...] == [.strange, .severalClasses, .unreadable, .repeated, .heldOut])
    }

    @Test func labelsHaveTheSharesThatTheClassesAreEstimatedToHave() throws {
        // Sure answers of 30 spirals and 10 ellipticals.
        let found = answers((0..<40).map { $0 < 30 ? 0.999 : 0.001 })
        let choice = try choose(found)
        #expect(abs(choice.mix[0] - 0.75) < 0.002)
        #expect(choice.chosen == [30, 10] || choice.chosen == [29, 10] || choice.chosen == [30, 9])
        // A limit for each class keeps the shares.
        let few = try choose(found) { $0.perClass = 12 }
        #expect(few.chosen == [12, 4] || few.chosen == [12, 3])
        #expect(few.verdicts.count { $0 == .surplus } == 40 - few.chosen[0] - few.chosen[1])
        #expect(abs(few.expectedWrong - 0.001) < 1e-6)
    }

    @Test func whereTheThresholdIsNotKnownOnlyTheSurestCount() throws {
        let found = answers([0.999, 0.98, 0.98, 0.001, 0.02])
        #expect(try choose(found).sure == [3, 2])
        let strict = try choose(found, isEstablished: false)
        #expect(strict.sure == [1, 1] && strict.thresholds == [0.99, 0.99])
    }

    @Test func theFirstOfEachClassAreTakenAsThePaperDid() throws {
        let found = answers([0.6, 0.9, 0.7, 0.4, 0.3, 0.2], [1: .strange, 4: .severalClasses])
        let choice = try choose(found) { ($0.choice, $0.perClass) = (.top, 2) }
        #expect(choice.chosen == [2, 2])
        #expect(choice.verdicts.map { $0 == .chosen } == [false, true, true, false, true, true])
    }

    @Test func aClassThatIsNotThereIsTold() throws {
        let noneSure = #expect(throws: LabelChoice.Nothing.self) { try choose(answers([0.99, 0.99, 0.45])) }
        #expect(noneSure?.description.contains("none is surely 'elliptical'") == true)
        let rare = answers((0..<1000).map { $0 < 998 ? 0.999 : 0.001 })
        let tooRare = #expect(throws: LabelChoice.Nothing.self) { try choose(rare) }
        #expect(tooRare?.description.contains("'elliptical' is estimated to be 0.") == true)
    }

    @Test func sharesAreFoundByMaximumLikelihood() {
        // Two kinds of answers, of which the classes' shares follow by hand: with a = 0.8 for n galaxies and 0.2 for m,
        // the likelihood is greatest where the expected share of class 0 is (n a' + m b') / (n + m).
        let (n, m) = (70, 30)
        let probabilities = (0..<n + m).flatMap { number -> [Float] in number < n ? [0.8, 0.2] : [0.2, 0.8] }
        let shares = ClassMix.estimate(probabilities, start: [0.5, 0.5])
        // ln L = n ln(0.8 s + 0.2 (1 - s)) + m ln(0.2 s + 0.8 (1 - s)); its derivative is 0 at s = 5/6.
        #expect(abs(shares[0] - 5.0 / 6) < 1e-4 && abs(shares[0] + shares[1] - 1) < 1e-9)
        #expect(ClassMix.estimate([], start: [0.3, 0.7]) == [0.3, 0.7])
    }
}
