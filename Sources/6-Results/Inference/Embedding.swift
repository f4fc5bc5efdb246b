public import Engines
import Files
import Manifests
public import Process
import Tables
import Vectors

/// Turns every galaxy of a table into a vector: a trained head's embedding, or the pooled features of a bare backbone.
///
/// ```swift
/// let request = InferenceRequest(manifest: "galaxies.csv", output: "vectors.npy")
/// try Embedding.perform(request, engine: engine, progress: ProgressReporter())  // and vectors.csv
/// ```
public enum Embedding {
    /// What came of a table.
    public struct Summary: Sendable {
        /// Rows.
        public var rows: Int
        /// Rows whose galaxy stands in an earlier row too.
        public var repeated: Int
        /// Rows that have no vector.
        public var unreadable = 0
        /// The first of these: row (1 is the first) and reason.
        public var firstUnreadable: (row: Int, reason: String)?
    }

    /// Embeds every row and writes the matrix `NAME.npy` (rows, dimension) in float32 with `NAME.csv` beside it: id, file
    /// (as the manifest has it), flag and reason of each row; the row of an unreadable image is NaN. Each image is seen as it is, without the
    /// recipe's further views.
    ///
    /// What is found is kept in `NAME.npy.unfinished` until both files are in place: after a signal, or kill -9, the same
    /// request goes on, and who reads the pair meanwhile is told.
    ///
    /// - Throws: ``Process/Interrupted`` after a signal; ``Files/InputError``, ``Files/WriteError``, the engine's errors.
    @discardableResult
    public static func perform(
        _ request: InferenceRequest, engine: any Engine, progress: ProgressReporter
    ) throws -> Summary {
        try StopSignal.whileGraceful { try performGracefully(request, engine, progress) }
    }

    private static func performGracefully(
        _ request: InferenceRequest, _ engine: any Engine, _ progress: ProgressReporter
    ) throws -> Summary {
        try OutputFiles.check(
            [
                request.output, EmbeddingFile.table(beside: request.output), EmbeddingFile.unfinished(request.output),
            ], tables: [request.manifest], inputs: request.inputs)
        try TableFile.checkIsOwn(
            EmbeddingFile.table(beside: request.output), columns: EmbeddingFile.columns,
            what: "the matrix's rows are listed")
        let dimension = engine.model.dimension
        let galaxies = try GalaxyTable.check(
            request.manifest, needs: GalaxyColumn.needed(by: .embed), names: request.names, keepsFaulty: true)
        let journal = try request.perform(
            "Embedding", galaxies, engine: engine, outputs: .embedding, width: dimension, progress: progress
        ) { $0.embedding }
        let summary = try writeTable(request, galaxies, journal)
        var blocks = try journal.blocks()
        try Npy.write(rows: galaxies.rowCount, columns: dimension, to: request.output) { append in
            while let block = blocks.next() {
                try append(block.values)
                try StopSignal.check(.goesOn)
            }
        }
        try journal.remove()
        return summary
    }

    private static func writeTable(
        _ request: InferenceRequest, _ galaxies: GalaxyTable.Checked, _ journal: OutcomeJournal
    ) throws -> Summary {
        let columns = EmbeddingFile.columns
        let reader = try galaxies.reader(carrying: .none)
        var blocks = try journal.blocks()
        var summary = Summary(rows: galaxies.rowCount, repeated: galaxies.repeats.count)
        try TableFile.write(EmbeddingFile.table(beside: request.output), columns: columns) { writer in
            while let batch = try reader.next(PredictionTable.rowsAtATime) {
                var reasons: [String?] = []
                try blocks.take(batch.count) { reasons.append($1) }
                for (row, reason) in reasons.enumerated() {
                    guard let reason else { continue }
                    summary.unreadable += 1
                    if summary.firstUnreadable == nil { summary.firstUnreadable = (batch.firstRow + row, reason) }
                }
                let values =
                    [.string(batch.ids), .string(batch.writtenFiles)]
                    + PredictionColumns.verdicts(reasons, galaxies.repeats(of: batch))
                try writer.write(Table(columns: zip(columns, values).map { Column($0, $1) }))
            }
        }
        return summary
    }
}
