internal import Files
internal import Foundation

extension VoteFigures {
    /// Figures of classes and of votes as one JSON object: ``Metrics``, where the set has labels, with the key `votes`.
    public func json(beside metrics: Metrics?) throws -> String {
        struct Both: Encodable {
            let metrics: Metrics?
            let votes: VoteFigures

            enum CodingKeys: CodingKey { case votes }

            func encode(to encoder: any Encoder) throws {
                try metrics?.encode(to: encoder)
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(votes, forKey: .votes)
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Both(metrics: metrics, votes: self)), as: UTF8.self) + "\n"
    }

    /// The figures as a table for the terminal; intervals are 95 %.
    public func table() -> String {
        var lines = ["\(introduction) With 95 % intervals:"]
        lines += AlignedText.lines([Self.header] + questions.map(\.cells))
        lines += notes
        return lines.joined(separator: "\n") + "\n"
    }

    /// What was measured.
    var introduction: String { "Votes of \(n) galaxies (\(of)), by question." }

    static let header = ["question", "galaxies", "votes each", "mean absolute deviation", "of mean fractions", "loss"]

    /// What a reader must know besides.
    var notes: [String] {
        let undefined = questions.filter { $0.deviation == nil }.map { "'\($0.question)'" }
        return [
            "The deviation is that of the expected fraction from the fraction of the votes; beside it that of who expects "
                + "the set's mean fractions of every galaxy.",
            published.map { "Published for these questions, on other galaxies: \($0)." },
            undefined.isEmpty
                ? nil : "Fewer than two galaxies have votes for \(undefined.joined(separator: ", ")): undefined.",
        ].compactMap(\.self)
    }
}

extension VoteFigures.QuestionFigures {
    /// The cells of a row, in the order of ``VoteFigures/header``.
    var cells: [String] {
        [
            question, "\(n)", Figures.decimal(votesAGalaxy, places: 1), Figures.decimal(deviation),
            Figures.decimal(deviationOfMeans), Figures.decimal(loss),
        ]
    }
}
