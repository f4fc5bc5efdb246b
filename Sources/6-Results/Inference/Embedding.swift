public import Engines
import Files
import Manifests
public import Process
import Tables
public import Vectors

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

    /// Embeds every row and writes the vectors: `NAME.npy`, axes (row, dimension), with `NAME.csv` beside it: id, file
    /// (as the manifest has it), flag and reason of each row; or `NAME.parquet`, which has the vectors in a column
    /// `embedding`. The vector of an unreadable image is NaN. Each image is seen as it is, without the recipe's further
    /// views.
    ///
    /// What is found is kept in `NAME.npy.unfinished` until all is in place: after a signal, or kill -9, the same
    /// request goes on, and who reads a pair meanwhile is told.
    ///
    /// - Parameter type: how numbers are stored.
    /// - Throws: ``Process/Interrupted`` after a signal; ``Files/InputError``, also when a number is beyond `type`,
    ///   ``Files/WriteError``, the engine's errors.
    @discardableResult
    public static func perform(
        _ request: InferenceRequest, engine: any Engine, type: StoredFloat = .float32, progress: ProgressReporter
    ) throws -> Summary {
        try StopSignal.whileGraceful { try performGracefully(request, engine, type, progress) }
    }

    private static func performGracefully(
        _ request: InferenceRequest, _ engine: any Engine, _ type: StoredFloat, _ progress: ProgressReporter
    ) throws -> Summary {
        let files = EmbeddingFile.files(of: request.output)
        try OutputFiles.check(
            files + [EmbeddingFile.unfinished(request.output)], tables: [request.manifest], inputs: request.inputs)
        for table in files.dropFirst() {
            try TableFile.checkIsOwn(table, columns: EmbeddingFile.columns, what: "the matrix's rows are listed")
        }
        let dimension = engine.model.dimension
        let galaxies = try GalaxyTable.check(
            request.manifest, needs: GalaxyColumn.needed(by: .embed), names: request.names, keepsFaulty: true)
        let journal = try request.perform(
            "Embedding", galaxies, engine: engine, outputs: .embedding, width: dimension, progress: progress
        ) { $0.embedding }
        let writing = EmbeddingWriting(
            output: request.output, type: type, dimension: dimension, galaxies: galaxies, journal: journal)
        let summary = try writing.perform()
        try journal.remove()
        return summary
    }
}
