import Confidence
public import Engines
import Files
import Manifests
public import Process
import Tables
import Training

/// Gives every galaxy of a table the probabilities of its classes.
///
/// ```swift
/// let engine = LibtorchEngine(try TrainedNetwork(RunDirectory("runs/first")))
/// let request = InferenceRequest(manifest: "galaxies.csv", output: "classified.parquet")
/// let summary = try Classification.perform(request, engine: engine, progress: ProgressReporter())
/// print(summary.counts)
/// ```
public enum Classification {
    /// What came of a table.
    public struct Summary: Sendable, Equatable {
        /// Rows.
        public var rows = 0
        /// Galaxies put into each class, in the order of the model's classes.
        public var counts: [Int]
        /// Rows whose image cannot be read.
        public var unreadable = 0
        /// Rows whose galaxy stands in an earlier row too.
        public var repeated = 0
        /// The first unreadable one: row (1 is the first) and reason.
        public var firstUnreadable: (row: Int, reason: String)?

        public static func == (left: Summary, right: Summary) -> Bool {
            left.rows == right.rows && left.counts == right.counts && left.unreadable == right.unreadable
                && left.repeated == right.repeated
                && left.firstUnreadable?.row == right.firstUnreadable?.row
                && left.firstUnreadable?.reason == right.firstUnreadable?.reason
        }
    }

    /// One row of the output.
    public struct Row: Sendable {
        public let id: String
        /// Path of the image.
        public let file: String
        public let outcome: ClassOutcome
    }

    /// Classifies every row of the request's manifest and writes the table (``PredictionTable``), whole or not at all.
    ///
    /// What is found is kept in ``OUTPUT.unfinished`` meanwhile: after a signal, or kill -9, the same request goes on, and
    /// the output has the same bytes as without the interruption. Memory does not grow with the rows.
    ///
    /// - Parameter each: is shown every row as it is written.
    /// - Throws: ``Process/Interrupted`` after a signal; ``Files/InputError``, ``Files/WriteError``, the engine's errors.
    @discardableResult
    public static func perform(
        _ request: InferenceRequest, engine: any Engine, progress: ProgressReporter,
        each: (Row) throws -> Void = { _ in }
    ) throws -> Summary {
        try StopSignal.whileGraceful { try performGracefully(request, engine, progress, each) }
    }

    private static func performGracefully(
        _ request: InferenceRequest, _ engine: any Engine, _ progress: ProgressReporter, _ each: (Row) throws -> Void
    ) throws -> Summary {
        try OutputFiles.check(
            [request.output, EmbeddingFile.unfinished(request.output)], tables: [request.manifest],
            inputs: request.inputs)
        let model = engine.model
        let galaxies = try GalaxyTable.check(
            request.manifest, needs: GalaxyColumn.needed(by: .classify), names: request.names, keepsFaulty: true)
        let figures = OutcomeFigures(model)
        let journal = try request.perform(
            "Classifying", galaxies, engine: engine, outputs: figures.outputs, width: figures.width, progress: progress,
            values: figures.values(of:))
        var summary = Summary(counts: [Int](repeating: 0, count: model.classes.count))
        summary.repeated = galaxies.repeats.count
        let reader = try galaxies.reader(carrying: .all)
        var maker = try SetMaker(
            model, level: request.setLevel, columns: reader.columns, path: request.manifest, names: request.names)
        let layout = try PredictionTable(reader, model: model, setLevel: maker?.sets.level)
        var blocks = try journal.blocks()
        progress.begin("Writing \(request.output)", total: galaxies.rowCount)
        try TableFile.write(request.output, columns: layout.columns) { writer in
            while let batch = try reader.next(PredictionTable.rowsAtATime) {
                var outcomes: [ClassOutcome] = []
                outcomes.reserveCapacity(batch.count)
                try blocks.take(batch.count) { outcomes.append(figures.outcome(of: $0, reason: $1)) }
                if let covariates = try maker?.covariates(of: batch.table, surveys: batch.surveys) {
                    for row in outcomes.indices {
                        outcomes[row].set = outcomes[row].probabilities.flatMap { maker?.set(of: $0, covariates[row]) }
                    }
                }
                try writer.write(layout.table(of: batch, outcomes, repeats: galaxies.repeats(of: batch)))
                for (row, outcome) in outcomes.enumerated() {
                    summary.add(outcome, row: batch.firstRow + row)
                    try each(Row(id: batch.ids[row], file: batch.files[row], outcome: outcome))
                }
                progress.advance(to: summary.rows)
                try StopSignal.check(.goesOn)
            }
        }
        progress.end()
        for remark in maker?.remarks ?? [] { progress.say(remark) }
        try journal.remove()
        return summary
    }
}

extension Classification.Summary {
    fileprivate mutating func add(_ outcome: ClassOutcome, row: Int) {
        rows += 1
        if let predicted = outcome.predicted { counts[predicted] += 1 }
        if let reason = outcome.reason {
            unreadable += 1
            if firstUnreadable == nil { firstUnreadable = (row, reason) }
        }
    }
}
