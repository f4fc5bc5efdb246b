internal import Files
internal import Foundation
public import Manifests
internal import Tables

/// Reads how many volunteers gave each answer of a question tree.
public struct VoteCounts: Sendable {
    /// What the cells of the answers' columns hold.
    public enum Cells: Sendable, Equatable {
        /// Numbers of votes, 0 or more. They need not be whole: votes may be weighted.
        case counts
        /// Fractions of those who were asked the question, from 0 to 1; a column a question has their number.
        case fractionsOf([String])
        /// Fractions; the column has the number of those who were asked the first question. So many as an answer had are asked
        /// what comes after it.
        case fractionsOfFirst(String)
        /// Fractions; the number of those who were asked the first question is not known and taken to be this one.
        case fractionsStandingFor(Double)
    }

    let tree: QuestionTree
    /// Column of each answer of the tree.
    public let columns: [String]
    let cells: Cells

    public init(tree: QuestionTree, columns: [String], cells: Cells) {
        precondition(columns.count == tree.answers.count, "\(columns.count) columns, \(tree.answers.count) answers")
        self.tree = tree
        self.columns = columns
        self.cells = cells
    }

    /// All columns that are read.
    public var allColumns: [String] {
        switch cells {
        case .counts, .fractionsStandingFor: columns
        case .fractionsOf(let totals): columns + totals
        case .fractionsOfFirst(let total): columns + [total]
        }
    }

    /// What the votes are, for those who read figures of them.
    public var meaning: String {
        switch cells {
        case .counts: "numbers of votes"
        case .fractionsOf, .fractionsOfFirst: "fractions times their numbers of votes"
        case .fractionsStandingFor(let votes):
            "fractions, taken to be of \(votes.formatted()) votes for the first question: losses depend on that number"
        }
    }

    /// Votes of a question may exceed those of the answers that lead to it by so much, for rounding: half a vote, and a
    /// hundredth.
    static func allowed(_ votes: Double) -> Double { votes * 1.01 + 0.5 }

    /// The votes of each row for each answer; nil where no question of the tree has any.
    ///
    /// A question whose cells are all empty was not asked. Fractions of a question that sum to more than 1, as debiased ones
    /// do, share its votes in proportion.
    ///
    /// - Throws: ``Files/InputError`` with row and column: no such column (with those that there are), a question with
    ///   some cells empty, a number below 0, a fraction above 1, a fraction without its number of votes, counts of a question
    ///   above those of the answers that lead to it.
    public func counts(of manifest: Manifest) throws -> [[Double]?] {
        let missing = allColumns.filter { manifest.table.column($0) == nil }
        if let first = missing.first {
            throw InputError(
                file: manifest.path,
                problem: "there is no column '\(first)' with votes"
                    + (missing.count > 1 ? " (and \(missing.count - 1) more that the question tree asks for)" : ""),
                remedy: "The columns are: \(manifest.table.columns.map(\.name).joined(separator: ", ")). "
                    + "Name them in votes.columns or votes.pattern of the recipe, or the questions that there are in votes.only"
            )
        }
        let values = try columns.map { try manifest.table.doubles($0) }
        let totals: [[Double?]] =
            switch cells {
            case .counts, .fractionsStandingFor: []
            case .fractionsOf(let names): try names.map { try manifest.table.doubles($0) }
            case .fractionsOfFirst(let name): [try manifest.table.doubles(name)]
            }
        return try manifest.rows.indices.map { index in
            let row = Row(
                number: manifest.table.firstRow + index, file: manifest.path, cells: values.map { $0[index] },
                totals: totals.map { $0[index] })
            let counts = try counts(row)
            return counts.contains { $0 > 0 } ? counts : nil
        }
    }

    private struct Row {
        let number: Int
        let file: String?
        let cells: [Double?]
        let totals: [Double?]

        func wrong(_ column: String, _ problem: String, _ remedy: String? = nil) -> InputError {
            InputError(file: file, row: number, column: column, problem: problem, remedy: remedy)
        }
    }

    private func counts(_ row: Row) throws(InputError) -> [Double] {
        var counts = [Double](repeating: 0, count: columns.count)
        for number in tree.order {
            let range = tree.ranges[number]
            guard range.contains(where: { row.cells[$0] != nil }) else { continue }
            for place in range {
                guard let value = row.cells[place] else {
                    throw row.wrong(
                        columns[place],
                        "the cell is empty, and others of the question '\(tree.questions[number].name)' are not",
                        "Write 0, or leave all of the question's cells empty where it was not asked")
                }
                guard value >= 0 else { throw row.wrong(columns[place], "\(value) votes: there are none below 0") }
                counts[place] = value
            }
            if cells == .counts {
                try checkParents(counts, number, row)
            } else {
                try deal(&counts, number, row)
            }
        }
        return counts
    }

    private func checkParents(_ counts: [Double], _ number: Int, _ row: Row) throws(InputError) {
        let parents = tree.parents[number]
        let asked = tree.ranges[number].reduce(0) { $0 + counts[$1] }
        let led = parents.reduce(0) { $0 + counts[$1] }
        guard !parents.isEmpty, asked > Self.allowed(led) else { return }
        throw row.wrong(
            columns[tree.ranges[number].lowerBound],
            "the question '\(tree.questions[number].name)' has \(asked) votes, and "
                + "\(parents.map { "'\(columns[$0])'" }.joined(separator: " and ")), after which it is asked, \(led)",
            "Correct the row, or give a tree in which the question is asked after other answers")
    }

    /// Turns the fractions of a question into counts.
    private func deal(_ counts: inout [Double], _ number: Int, _ row: Row) throws(InputError) {
        let range = tree.ranges[number]
        if let place = range.first(where: { counts[$0] > 1 }) {
            throw row.wrong(
                columns[place], "\(counts[place]) is not a fraction from 0 to 1",
                "Where the columns hold numbers of votes, say votes.cells = \"counts\" in the recipe")
        }
        let parents = tree.parents[number]
        let led = parents.isEmpty ? nil : parents.reduce(0) { $0 + counts[$1] }
        let asked: Double
        switch cells {
        case .counts: return
        case .fractionsStandingFor(let votes): asked = led ?? votes
        case .fractionsOf(let names): asked = try total(row, row.totals[number], names[number])
        case .fractionsOfFirst(let name):
            if let led { asked = led } else { asked = try total(row, row.totals[0], name) }
        }
        let sum = range.reduce(0) { $0 + counts[$1] }
        for place in range { counts[place] *= asked / max(1, sum) }
    }

    private func total(_ row: Row, _ value: Double?, _ column: String) throws(InputError) -> Double {
        guard let value else { throw row.wrong(column, "there are fractions, and no number of votes that they are of") }
        guard value >= 0 else { throw row.wrong(column, "\(value) votes: there are none below 0") }
        return value
    }
}
