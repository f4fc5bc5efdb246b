public import Files

/// A question tree, and which of its answers speak for which class.
public struct VoteScheme: Sendable, Equatable {
    public let tree: QuestionTree
    /// For each class the places of its answers in the tree's ``QuestionTree/answers``.
    public let answersOfClass: [[Int]]

    /// - Parameters:
    ///   - classOfAnswer: full name of an answer → name of a class; several answers may speak for one class.
    /// - Throws: ``Files/InputError``: an answer that there is not, a class that there is not or that no answer speaks for.
    public init(tree: QuestionTree, classOfAnswer: [String: String], classes: ClassList) throws(InputError) {
        var answersOfClass = [[Int]](repeating: [], count: classes.count)
        for (answer, name) in classOfAnswer.sorted(by: { $0.key < $1.key }) {
            guard let place = tree.answers.firstIndex(of: answer) else {
                throw InputError(
                    problem: "'\(answer)' is to speak for the class '\(name)', and is no answer of the question tree",
                    remedy: "The answers are: \(tree.answers.joined(separator: ", "))")
            }
            guard let number = classes.number(of: name) else {
                throw InputError(
                    problem: "the answer '\(answer)' is to speak for '\(name)', which is not a class",
                    remedy: "The classes are: \(classes.names.joined(separator: ", "))")
            }
            answersOfClass[number].append(place)
        }
        if let silent = answersOfClass.firstIndex(where: \.isEmpty) {
            throw InputError(
                problem: "no answer speaks for the class '\(classes.names[silent])'",
                remedy: "Name one in votes.classes of the recipe")
        }
        self.tree = tree
        self.answersOfClass = answersOfClass
    }

    /// The shares of the classes, sum 1: of all volunteers, how many come to an answer that speaks for a class and give it,
    /// made to sum to 1 over the classes. Nil where nobody does.
    ///
    /// - Parameter fractions: of each answer, among those who are asked its question.
    public func classShares(_ fractions: [Double]) -> [Double]? {
        let reach = tree.reach(fractions)
        let sums = answersOfClass.map { answers in
            answers.reduce(0) { $0 + fractions[$1] * reach[tree.question(of: $1)] }
        }
        let total = sums.reduce(0, +)
        return total > 0 ? sums.map { $0 / total } : nil
    }
}
