import Files
public import TrainingSets

/// Learning from votes: the questions, the columns of the manifests that hold the votes, and which answers speak for which
/// class. Used where `head.kind` is `votes`.
public struct VotesRecipe: Codable, Sendable, Equatable {
    /// Name of a tree that comes with the program (``QuestionTreeFile/names``), or the path of a file of one; with
    /// ``question`` only a name for people. A relative path is looked up as that of weights is.
    public var tree = ""
    /// Questions of the tree to learn; empty takes all.
    public var only: [String] = []
    /// What the columns hold.
    public var cells = VoteCells.counts
    /// Names of the columns, in which `{question}` and `{answer}` stand for those; empty: `{question}_{answer}` for counts,
    /// `{question}_{answer}_fraction` for fractions.
    public var pattern = ""
    /// Columns of answers that have other names: full name of the answer → column.
    public var columns: [String: String] = [:]
    /// Fractions: the column of the number of votes, of each question where `{question}` stands in it, else of the first.
    public var total = ""
    /// Fractions: the number of votes for the first question that they stand for, where none is known.
    public var standFor = 0.0
    /// The class that an answer speaks for: full name of the answer → class. Several answers may speak for one class.
    public var classes: [String: String] = [:]
    /// The questions themselves: what ``tree`` names, written out so that a run depends on no other file.
    public var question: [QuestionTree.Question] = []

    public init() {}

    /// Takes up the questions that ``tree`` names, where they are not written out already.
    ///
    /// - Parameter folder: the folder of the recipe.
    /// - Throws: ``Files/InputError``: no such tree, or a file that holds none.
    mutating func resolve(besides folder: String) throws {
        if question.isEmpty { question = try QuestionTreeFile.find(tree, besides: folder).questions }
    }

    /// The tree that is learned, and the classes in it.
    ///
    /// - Throws: ``Files/InputError`` of ``TrainingSets/QuestionTree`` and ``TrainingSets/VoteScheme``.
    public func scheme(classes names: [String]) throws -> VoteScheme {
        let whole = try QuestionTree(question)
        return try VoteScheme(
            tree: only.isEmpty ? whole : whole.keeping(only), classOfAnswer: classes, classes: ClassList(names))
    }

    /// Reads the votes of `tree` out of manifests.
    public func counts(_ tree: QuestionTree) -> VoteCounts {
        let pattern = pattern.isEmpty ? "{question}_{answer}" + (cells == .counts ? "" : "_fraction") : pattern
        func column(_ pattern: String, _ question: QuestionTree.Question, _ answer: String = "") -> String {
            pattern.replacing("{question}", with: question.name).replacing("{answer}", with: answer)
        }
        let names = tree.questions.flatMap { question in question.answers.map { column(pattern, question, $0) } }
        let cells: VoteCounts.Cells =
            if self.cells == .counts {
                .counts
            } else if total.isEmpty {
                .fractionsStandingFor(standFor)
            } else if total.contains("{question}") {
                .fractionsOf(tree.questions.map { column(total, $0) })
            } else {
                .fractionsOfFirst(total)
            }
        return VoteCounts(tree: tree, columns: zip(tree.answers, names).map { columns[$0] ?? $1 }, cells: cells)
    }

    func validate(classes names: [String]) throws {
        let scheme = try scheme(classes: names)
        for answer in columns.keys.sorted() {
            try require(scheme.tree.answers.contains(answer), "votes: columns", "names '\(answer)', which is no answer")
        }
        try require(
            pattern.isEmpty || (pattern.contains("{question}") && pattern.contains("{answer}")), "votes: pattern",
            "must hold {question} and {answer}")
        try require(standFor >= 0, "votes: stand_for", "must be 0 or more")
        guard cells == .fractions else {
            return try require(
                total.isEmpty && standFor == 0, "votes: total and stand_for", "are for cells = \"fractions\"")
        }
        try require(
            total.isEmpty == (standFor > 0), "votes: total",
            "or stand_for, one of the two, must say how many votes the fractions are of")
    }
}

/// What columns of votes hold.
public enum VoteCells: String, Codable, Sendable, CaseIterable {
    /// Numbers of votes, weighted or not.
    case counts
    /// Fractions of those who were asked.
    case fractions
}
