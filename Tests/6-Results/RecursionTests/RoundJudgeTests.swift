import Recursion
import Testing
import Training

/// What a round is rolled back for, by made-up answers.
@Suite struct RoundJudgeTests {
    private let heldOut = [Int?](repeating: 0, count: 20) + [Int?](repeating: 1, count: 20)
    /// Classes of 30 galaxies that both surveys see.
    private let classes = [Int?](repeating: 0, count: 15) + [Int?](repeating: 1, count: 15)

    private func answers(own: [Int?], other: [Int?], probability: Double = 0.995) -> ModelAnswers {
        ModelAnswers(
            heldOut: heldOut,
            pairs: zip(own, other).map { .init(own: $0, probability: probability, other: $1) })
    }

    private func judge(truthsOfPairs: [Int?], _ first: ModelAnswers) -> RoundJudge {
        RoundJudge(
            truths: heldOut.compactMap(\.self), truthsOfPairs: truthsOfPairs, first: first,
            classes: ["spiral", "elliptical"], settings: RecursionRecipe())
    }

    /// Six of the ellipticals are now taken for spirals by either survey's picture: both still agree.
    private var moved: [Int?] { classes.enumerated().map { (15..<21).contains($0.offset) ? 0 : $0.element } }

    @Test func aFallInTheOtherSurveyAloneIsSeenByLabelsOfTheRunsOwn() {
        // Whatever the first network says of them.
        let first = answers(own: classes, other: classes, probability: 0.6)
        let judge = judge(truthsOfPairs: classes, first)
        let reasons = judge.falls(from: first, to: answers(own: moved, other: moved), name: "first network")
        #expect(
            reasons == [
                "the recall of 'elliptical' in the other survey, by galaxies that both see, fell by 40.00 points from that of "
                    + "the first network (by chance alone in 1.6 % of cases)",
                "the balanced accuracy in the other survey, by galaxies that both see, fell by 20.00 points from that of "
                    + "the first network (by chance alone in 0.1 % of cases)",
            ])
        #expect(judge.falls(from: first, to: first, name: "first network").isEmpty)
        // What is gained is no reason.
        #expect(judge.falls(from: answers(own: moved, other: moved), to: first, name: "first network").isEmpty)
    }

    @Test func aSureAnswerInTheRunsOwnSurveyStandsForALabel() {
        let none = [Int?](repeating: nil, count: 30)
        let second = answers(own: moved, other: moved)
        let sure = answers(own: classes, other: classes)
        let reasons = judge(truthsOfPairs: none, sure).falls(from: sure, to: second, name: "first network")
        #expect(reasons.count == 2 && reasons[0].hasPrefix("the recall of 'elliptical' in the other survey"))
        let unsure = answers(own: classes, other: classes, probability: 0.98)
        #expect(judge(truthsOfPairs: none, unsure).falls(from: unsure, to: second, name: "first network").isEmpty)
    }

    @Test func aClassThatNoPairShowsDoesNotCount() {
        let spirals = classes.map { $0 == 0 ? $0 : nil }
        let first = answers(own: classes, other: classes, probability: 0.6)
        let lost = classes.enumerated().map { $0.offset < 6 ? 1 : $0.element }
        let reasons = judge(truthsOfPairs: spirals, first)
            .falls(from: first, to: answers(own: lost, other: lost), name: "round before")
        let fall = "fell by 40.00 points from that of the round before"
        #expect(reasons.count == 2 && reasons.allSatisfy { $0.contains(fall) })
    }
}
