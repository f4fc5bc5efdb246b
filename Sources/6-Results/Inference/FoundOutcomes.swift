import Engines
import Manifests
import Tables
import Workers

/// What an engine has found in pictures: the plain figures in memory, and all of them on the disk until ``remove()``.
package struct FoundOutcomes {
    private let journal: OutcomeJournal
    private let figures: OutcomeFigures
    /// Plain figures of the pictures that are done: axes (picture, figure).
    private var values: [Float] = []
    /// Why a picture cannot be read, by its place.
    private var reasons: [Int: String] = [:]

    /// Pictures that are done.
    package var count: Int { journal.count }

    /// Pictures whose figures are decoded at a time by one thread.
    private static let piece = 4096

    /// What is on the disk already.
    ///
    /// - Parameter most: pictures that there will be.
    init(_ journal: OutcomeJournal, _ figures: OutcomeFigures, most: Int) throws {
        (self.journal, self.figures) = (journal, figures)
        values.reserveCapacity(most * figures.plain)
        guard journal.count > 0 else { return }
        var blocks = try journal.blocks()
        for place in 0..<journal.count {
            try blocks.take(1) { own, reason in
                values += own.prefix(figures.plain)
                reasons[place] = reason
            }
        }
    }

    /// Adds what was found in one more batch, also on the disk.
    mutating func append(_ batch: EngineBatch) throws {
        for (place, reason) in batch.reasons { reasons[count + place] = reason }
        let found = figures.values(of: batch)
        if figures.dimension == 0 {
            values += found
        } else {
            for start in stride(from: 0, to: found.count, by: figures.width) {
                values += found[start..<start + figures.plain]
            }
        }
        try journal.append(batch, found)
    }

    /// An outcome a picture.
    func outcomes() -> [ClassOutcome] {
        (0..<count).map {
            figures.outcome(of: figures.plainFigures(of: $0..<$0 + 1, in: values), reason: reasons[$0])
        }
    }

    /// What the pictures' figures say, column by column.
    struct Columns {
        var cells: PredictionCells
        /// Digest of the bytes of each picture; empty where none is kept or the files cannot be read.
        var digests = Texts()
        /// Axes (picture, class), NaN for a picture that cannot be read; empty where they are not wanted.
        var probabilities: [Double] = []
    }

    /// - Parameters:
    ///   - cells: of the same network, without rows.
    ///   - keepsProbabilities: whether ``Columns/probabilities`` are wanted.
    func columns(_ cells: PredictionCells, keepsProbabilities: Bool) throws -> Columns {
        let (figures, values, reasons, count) = (figures, values, reasons, count)
        let pieces = (count + Self.piece - 1) / Self.piece
        let found = try Workers.map(count: pieces, threads: Workers.cores) { piece -> Columns in
            let pictures = piece * Self.piece..<min((piece + 1) * Self.piece, count)
            var columns = Columns(cells: cells)
            columns.cells.reserve(pictures.count)
            var decoded = OutcomeFigures.Decoded()
            for place in pictures {
                let reason = reasons.isEmpty ? nil : reasons[place]
                if reason == nil {
                    figures.decode(figures.plainFigures(of: place..<place + 1, in: values), to: &decoded)
                }
                columns.add(decoded, reason, keepsProbabilities: keepsProbabilities)
            }
            columns.digests = figures.digests(of: figures.plainFigures(of: pictures, in: values))
            return columns
        }
        var columns = Columns(cells: cells)
        columns.cells.reserve(count)
        for piece in found {
            columns.cells.append(piece.cells)
            columns.digests.append(piece.digests)
            columns.probabilities += piece.probabilities
        }
        return columns
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

extension FoundOutcomes.Columns {
    /// Adds a picture.
    fileprivate mutating func add(_ decoded: OutcomeFigures.Decoded, _ reason: String?, keepsProbabilities: Bool) {
        let own = decoded.own
        cells.append(
            probabilities: reason == nil ? own.probabilities : nil, reason: reason,
            votes: reason == nil && !own.fractions.isEmpty ? (own.fractions, own.concentrations) : nil,
            oodPValue: reason == nil ? decoded.oodPValue : nil,
            members: decoded.members)
        guard keepsProbabilities else { return }
        if reason == nil {
            probabilities += own.probabilities
        } else {
            probabilities += repeatElement(.nan, count: cells.probabilities.count)
        }
    }
}
