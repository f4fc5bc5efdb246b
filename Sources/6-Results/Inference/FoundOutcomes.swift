import Tables
import Workers

/// What an engine has found in pictures: on the disk, until ``remove()``.
package struct FoundOutcomes {
    private let journal: OutcomeJournal
    private let figures: OutcomeFigures
    /// Pictures.
    package let count: Int

    /// Pictures whose figures are decoded at a time by one thread.
    private static let piece = 4096

    init(_ journal: OutcomeJournal, _ figures: OutcomeFigures, count: Int) {
        (self.journal, self.figures, self.count) = (journal, figures, count)
    }

    /// An outcome a picture, and the digest of its bytes; empty where none is kept or the files cannot be read.
    func read() throws -> (outcomes: [ClassOutcome], digests: Texts) {
        var values: [Float] = []
        values.reserveCapacity(count * figures.width)
        var reasons: [Int: String] = [:]
        var blocks = try journal.blocks()
        var row = 0
        try blocks.take(count) { own, reason in
            values += own
            reasons[row] = reason
            row += 1
        }
        let (figures, width, count, all, failures) = (figures, figures.width, count, values, reasons)
        let pieces = try Workers.map(count: (count + Self.piece - 1) / Self.piece, threads: Workers.cores) { piece in
            var digests = Texts()
            let outcomes = (piece * Self.piece..<min((piece + 1) * Self.piece, count)).map { row in
                let own = all[row * width..<(row + 1) * width]
                figures.append(digestOf: own, to: &digests)
                return figures.outcome(of: own, reason: failures[row])
            }
            return (outcomes, digests)
        }
        return (pieces.flatMap(\.0), pieces.reduce(into: Texts()) { $0.append($1.1) })
    }

    /// Forgets what was found: it is in place.
    package func remove() throws { try journal.remove() }
}
