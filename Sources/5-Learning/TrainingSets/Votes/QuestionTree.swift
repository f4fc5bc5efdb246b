public import Files

/// The questions that volunteers are asked of a galaxy, and which answer leads to which question.
///
/// An answer's full name is `QUESTION_ANSWER`, as in the catalogues of Galaxy Zoo: `smooth-or-featured_smooth`.
///
/// ```swift
/// let tree = try QuestionTree([
///     .init("smooth-or-featured", answers: ["smooth", "featured-or-disk", "artifact"]),
///     .init("bar", answers: ["yes", "no"], after: ["smooth-or-featured_featured-or-disk"]),
/// ])
/// tree.answers[3]  // bar_yes
/// ```
public struct QuestionTree: Sendable, Equatable {
    /// One question.
    public struct Question: Codable, Sendable, Equatable {
        public var name: String
        /// Names of its answers, two or more.
        public var answers: [String]
        /// Full names of the answers after which it is asked; none for a question that is asked of every galaxy.
        public var after: [String]

        public init(_ name: String, answers: [String], after: [String] = []) {
            self.name = name
            self.answers = answers
            self.after = after
        }
    }

    /// The questions, in the order in which outputs and columns have them.
    public let questions: [Question]
    /// Full names of all answers, question after question.
    public let answers: [String]
    /// The places of each question's answers in ``answers``.
    public let ranges: [Range<Int>]
    /// The places in ``answers`` of the answers after which each question is asked.
    public let parents: [[Int]]
    /// Numbers of the questions such that each stands behind those that lead to it.
    let order: [Int]

    /// - Parameter file: where the questions stand, for errors.
    /// - Throws: ``Files/InputError``: no question, a name that is empty or there twice, a question with fewer than two
    ///   answers or behind an answer that there is not, questions that lead to each other in a circle.
    public init(_ questions: [Question], file: String? = nil) throws(InputError) {
        func wrong(_ problem: String, _ remedy: String? = nil) -> InputError {
            InputError(file: file, problem: "question tree: \(problem)", remedy: remedy)
        }
        guard !questions.isEmpty else { throw wrong("it has no question", "Write a table [[question]] for each") }
        var seen: Set<String> = []
        var names: [String] = []
        var ranges: [Range<Int>] = []
        for question in questions {
            guard !question.name.isEmpty else { throw wrong("a question has no name") }
            guard seen.insert(question.name.lowercased()).inserted else {
                throw wrong("the question '\(question.name)' stands there twice")
            }
            guard question.answers.count >= 2 else {
                throw wrong("the question '\(question.name)' has \(question.answers.count) answers, not two or more")
            }
            guard !question.answers.contains("") else {
                throw wrong("an answer to the question '\(question.name)' has no name")
            }
            ranges.append(names.count..<names.count + question.answers.count)
            names += question.answers.map { "\(question.name)_\($0)" }
        }
        seen = []
        for name in names where !seen.insert(name.lowercased()).inserted {
            throw wrong("the answer '\(name)' stands there twice")
        }
        var parents: [[Int]] = []
        for question in questions {
            var own: [Int] = []
            for answer in question.after {
                guard let place = names.firstIndex(of: answer) else {
                    throw wrong(
                        "the question '\(question.name)' is asked after '\(answer)', which is no answer",
                        "The answers are: \(names.joined(separator: ", "))")
                }
                own.append(place)
            }
            parents.append(own)
        }
        var order: [Int] = []
        while order.count < questions.count {
            let reached = order.flatMap { Array(ranges[$0]) }
            let next = questions.indices.filter { number in
                !order.contains(number) && parents[number].allSatisfy(reached.contains)
            }
            guard !next.isEmpty else {
                let left = questions.indices.filter { !order.contains($0) }.map { "'\(questions[$0].name)'" }
                throw wrong(
                    "no galaxy is ever asked \(left.joined(separator: ", ")): each comes after another's answer",
                    "One question must be asked of every galaxy, without 'after'")
            }
            order += next
        }
        self.questions = questions
        self.answers = names
        self.ranges = ranges
        self.parents = parents
        self.order = order
    }

    /// The tree of these questions alone, in the order of this one.
    ///
    /// - Throws: ``Files/InputError``: a name that is no question, a question that is kept without the one that leads to it.
    public func keeping(_ names: [String], file: String? = nil) throws(InputError) -> QuestionTree {
        for name in names where !questions.contains(where: { $0.name == name }) {
            throw InputError(
                file: file, problem: "question tree: there is no question '\(name)'",
                remedy: "The questions are: \(questions.map(\.name).joined(separator: ", "))")
        }
        return try QuestionTree(questions.filter { names.contains($0.name) }, file: file)
    }

    /// The share of all volunteers who are asked a question, for each question.
    ///
    /// - Parameter fractions: of each answer, among those who are asked its question.
    public func reach(_ fractions: [Double]) -> [Double] {
        var reach = [Double](repeating: 1, count: questions.count)
        for number in order where !parents[number].isEmpty {
            reach[number] = parents[number].reduce(0) { $0 + fractions[$1] * reach[question(of: $1)] }
        }
        return reach
    }

    /// The number of the question that an answer belongs to.
    public func question(of answer: Int) -> Int { ranges.firstIndex { $0.contains(answer) } ?? 0 }

    /// Each value divided by the sum over its question; 0 where that is 0.
    public func fractions(_ values: [Double]) -> [Double] {
        var result = values
        for range in ranges {
            let sum = values[range].reduce(0, +)
            for place in range { result[place] = sum > 0 ? values[place] / sum : 0 }
        }
        return result
    }
}
