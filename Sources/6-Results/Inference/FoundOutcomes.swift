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
        let (figures, width, count) = (figures, figures.plain, count)
        var values: [Float] = []
        values.reserveCapacity(count * width)
        var reasons: [Int: String] = [:]
        var blocks = try journal.blocks()
        var row = 0
        try blocks.take(count) { own, reason in
            values += own.prefix(width)
            reasons[row] = reason
            row += 1
        }
        let (all, failures) = (values, reasons)
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

    /// Hands the embeddings over, of which there must be some, axes (picture, number), a piece at a time: memory does not grow
    /// with the pictures. That of a picture that cannot be read is NaN.
    package func embeddings(_ take: ([Float]) throws -> Void) throws {
        var blocks = try journal.blocks()
        let most = min(Self.piece, VectorColumn.rowsAtATime(width: figures.dimension))
        for start in stride(from: 0, to: count, by: most) {
            var vectors: [Float] = []
            let pictures = min(most, count - start)
            vectors.reserveCapacity(pictures * figures.dimension)
            try blocks.take(pictures) { own, _ in vectors += own.suffix(figures.dimension) }
            try take(vectors)
        }
    }

    /// Forgets what was found: it is in place.
    package func remove() throws { try journal.remove() }
}
