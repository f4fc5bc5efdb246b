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
    /// Embeds every row and writes the matrix `NAME.npy` (rows, dimension) in float32 with `NAME.csv` beside it: id, file,
    /// flag and reason of each row; the row of an unreadable image is NaN. Each image is seen as it is, without the
    /// recipe's further views.
    ///
    /// What is found is kept in `NAME.npy.unfinished` until both files are in place: after a signal, or kill -9, the same
    /// request goes on, and who reads the pair meanwhile is told.
    ///
    /// - Returns: rows, and how many of them have no vector.
    /// - Throws: ``Process/Interrupted`` after a signal; ``Files/InputError``, ``Files/WriteError``, the engine's errors.
    @discardableResult
    public static func perform(
        _ request: InferenceRequest, engine: any Engine, progress: ProgressReporter
    ) throws -> (rows: Int, unreadable: Int) {
        try StopSignal.whileGraceful { try performGracefully(request, engine, progress) }
    }

    private static func performGracefully(
        _ request: InferenceRequest, _ engine: any Engine, _ progress: ProgressReporter
    ) throws -> (rows: Int, unreadable: Int) {
        let dimension = engine.model.dimension
        let galaxies = try GalaxyTable.check(
            request.manifest, needs: GalaxyColumn.needed(by: .embed), names: request.names)
        let journal = try request.perform(
            "Embedding", galaxies, engine: engine, outputs: .embedding, width: dimension, progress: progress
        ) { $0.embedding }
        let unreadable = try writeTable(request, galaxies, journal)
        var blocks = try journal.blocks()
        try Npy.write(rows: galaxies.rowCount, columns: dimension, to: request.output) { append in
            while let block = blocks.next() {
                try append(block.values)
                try StopSignal.check(.goesOn)
            }
        }
        try journal.remove()
        return (galaxies.rowCount, unreadable)
    }

    private static func writeTable(
        _ request: InferenceRequest, _ galaxies: GalaxyTable.Checked, _ journal: OutcomeJournal
    ) throws -> Int {
        let columns = EmbeddingFile.columns
        let reader = try galaxies.reader(carrying: .none)
        var blocks = try journal.blocks()
        var unreadable = 0
        try TableFile.write(EmbeddingFile.table(beside: request.output), columns: columns) { writer in
            while let batch = try reader.next(PredictionTable.rowsAtATime) {
                var reasons: [String?] = []
                try blocks.take(batch.count) { reasons.append($1) }
                unreadable += reasons.count { $0 != nil }
                let values: [Column.Values] = [
                    .string(batch.ids), .string(batch.files), .string(reasons.map { $0 == nil ? "ok" : "unreadable" }),
                    .string(reasons.map { $0 ?? "" }),
                ]
                try writer.write(Table(columns: zip(columns, values).map { Column($0, $1) }))
            }
        }
        return unreadable
    }
}
