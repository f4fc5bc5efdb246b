import Files
import Testing
import TrainingSets

@Suite struct QuestionTreeTests {
    /// Smooth, or featured (bar, and arms, and how many arms), or an artifact; something odd after both of the former.
    static func tree() throws -> QuestionTree {
        try QuestionTree([
            .init("arm-count", answers: ["1", "2", "more"], after: ["arms_yes"]),
            .init("shape", answers: ["smooth", "featured", "artifact"]),
            .init("arms", answers: ["yes", "no"], after: ["shape_featured"]),
            .init("odd", answers: ["yes", "no"], after: ["shape_smooth", "shape_featured"]),
        ])
    }

    @Test func answersHaveTheNamesOfCatalogues() throws {
        let tree = try Self.tree()
        #expect(
            tree.answers == [
                "arm-count_1", "arm-count_2", "arm-count_more", "shape_smooth", "shape_featured", "shape_artifact",
                "arms_yes",
                "arms_no", "odd_yes", "odd_no",
            ])
        #expect(tree.ranges == [0..<3, 3..<6, 6..<8, 8..<10])
        #expect(tree.parents == [[6], [], [4], [3, 4]])
        #expect(tree.question(of: 7) == 2)
    }

    /// By hand: half are asked about arms, half of these count them.
    @Test func aQuestionIsAskedOfThoseWhoComeToIt() throws {
        let tree = try Self.tree()
        let fractions = tree.fractions([1, 1, 2, 4, 5, 1, 30, 30, 0, 0])
        #expect(fractions == [0.25, 0.25, 0.5, 0.4, 0.5, 0.1, 0.5, 0.5, 0, 0])
        #expect(tree.reach(fractions) == [0.25, 1, 0.5, 0.9])
    }

    @Test(
        arguments: [
            ([], "it has no question"),
            ([.init("", answers: ["a", "b"])], "a question has no name"),
            ([.init("q", answers: ["a"])], "has 1 answers, not two or more"),
            ([.init("q", answers: ["a", ""])], "an answer to the question 'q' has no name"),
            (
                [.init("q", answers: ["a", "b"]), .init("Q", answers: ["c", "d"])],
                "the question 'Q' stands there twice"
            ),
            ([.init("q", answers: ["a", "b", "A"])], "the answer 'q_A' stands there twice"),
            (
                [.init("q", answers: ["a_b", "c"]), .init("q_a", answers: ["b", "d"])],
                "the answer 'q_a_b' stands there twice"
            ),
            ([.init("q", answers: ["a", "b"], after: ["r_a"])], "asked after 'r_a', which is no answer"),
            ([.init("q", answers: ["a", "b"], after: ["q_a"])], "no galaxy is ever asked 'q'"),
            (
                [
                    .init("p", answers: ["a", "b"]), .init("q", answers: ["a", "b"], after: ["r_a"]),
                    .init("r", answers: ["a", "b"], after: ["q_b"]),
                ], "no galaxy is ever asked 'q', 'r'"
            ),
        ] as [([QuestionTree.Question], String)])
    func mistakesAreNamed(_ questions: [QuestionTree.Question], _ message: String) {
        let error = #expect(throws: InputError.self) { try QuestionTree(questions, file: "tree.toml") }
        #expect(error?.file == "tree.toml")
        #expect(error?.problem.contains(message) == true, "\(error?.problem ?? "")")
    }

    @Test func someQuestionsMayBeKept() throws {
        let tree = try Self.tree().keeping(["arms", "shape"])
        #expect(tree.answers == ["shape_smooth", "shape_featured", "shape_artifact", "arms_yes", "arms_no"])
        #expect(tree.parents == [[], [1]])
        #expect(throws: InputError.self) { try Self.tree().keeping(["arms"]) }
        let unknown = #expect(throws: InputError.self) { try Self.tree().keeping(["bars"]) }
        #expect(unknown?.remedy == "The questions are: arm-count, shape, arms, odd")
    }

    /// 0.5 · 0.5 of all volunteers see arms, 0.4 see something smooth: 5 to 8.
    @Test func classesShareTheVotesForTheirAnswers() throws {
        let scheme = try VoteScheme(
            tree: Self.tree(), classOfAnswer: ["arms_yes": "spiral", "shape_smooth": "elliptical"], classes: .standard)
        #expect(scheme.answersOfClass == [[6], [3]])
        let shares = try #require(scheme.classShares([0.25, 0.25, 0.5, 0.4, 0.5, 0.1, 0.5, 0.5, 0, 0]))
        #expect(abs(shares[0] - 5.0 / 13) < 1e-12 && abs(shares[1] - 8.0 / 13) < 1e-12)
        #expect(scheme.classShares([0, 0, 0, 0, 0, 1, 0, 0, 0, 0]) == nil)
    }

    @Test(arguments: [
        (["arms_yes": "spiral", "smooth": "elliptical"], "'smooth' is to speak for the class 'elliptical'"),
        (["arms_yes": "ring", "shape_smooth": "elliptical"], "to speak for 'ring', which is not a class"),
        (["shape_smooth": "elliptical"], "no answer speaks for the class 'spiral'"),
    ])
    func classesMustFitTheTree(_ classes: [String: String], _ message: String) throws {
        let tree = try Self.tree()
        let error = #expect(throws: InputError.self) {
            try VoteScheme(tree: tree, classOfAnswer: classes, classes: .standard)
        }
        #expect(error?.problem.contains(message) == true, "\(error?.problem ?? "")")
    }
}
