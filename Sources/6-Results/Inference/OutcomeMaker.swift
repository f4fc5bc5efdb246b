import Confidence
package import Engines
import Files
package import Manifests
import Process
package import Tables
import Training

/// What a network says of galaxies that are given piece by piece, such as the cells of a catalogue: figures, decoded as
/// ``Classification`` decodes them, and prediction sets.
///
/// ```swift
/// let maker = try OutcomeMaker(engine, batch: 32, setLevel: nil, columns: columns, path: path, names: names)
/// try maker.outcomes(of: files, table, unfinished: "cell", fingerprint: digest) { write($0) }
/// ```
package final class OutcomeMaker {
    package let model: EngineModel
    /// The share of prediction sets that hold the true class; nil where none are made.
    package var setLevel: Double? { sets?.sets.level }
    private let engine: any Engine
    private let batch: Int
    private let figures: OutcomeFigures
    private var sets: SetMaker?
    /// Column of the tables that says which survey an image is from.
    private let survey: String?

    /// - Parameters:
    ///   - batch: pictures at a time.
    ///   - setLevel: of the prediction sets; nil is the run's own.
    ///   - columns: of the tables that are given with the pictures.
    ///   - path: the manifest, for messages.
    /// - Throws: ``Files/InputError`` when a column that `names` names is not there.
    package init(
        _ engine: any Engine, batch: Int, setLevel: Double?, columns: [ColumnInfo], path: String,
        names: GalaxyColumnNames
    ) throws {
        self.engine = engine
        self.batch = batch
        model = engine.model
        figures = OutcomeFigures(engine.model)
        sets = try SetMaker(engine.model, level: setLevel, columns: columns, path: path, names: names)
        let known = names.survey.map { [$0] } ?? [GalaxyColumn.survey.name] + GalaxyColumn.survey.aliases
        survey = ColumnNames.first(of: known, in: columns.map(\.name))
    }

    /// Looks at pictures and hands over what was found.
    ///
    /// What is found is kept in `unfinished` + `.unfinished` until `body` has returned: after a signal, or kill -9, the same
    /// call goes on.
    ///
    /// - Parameters:
    ///   - files: the pictures.
    ///   - table: a row a picture, with the columns of the initialiser.
    ///   - unfinished: names the file in which figures are kept.
    ///   - fingerprint: what they depend on, in one line.
    ///   - seen: is shown the pictures of each batch that was looked at, by their places.
    ///   - body: takes an outcome a picture.
    /// - Throws: ``Process/Interrupted`` after a signal; the engine's errors; what the closures throw.
    package func outcomes(
        of files: [String], _ table: Table, unfinished: String, fingerprint: String,
        seen: (Range<Int>) throws -> Void = { _ in }, _ body: ([ClassOutcome]) throws -> Void
    ) throws {
        let journal = try OutcomeJournal(of: unfinished, fingerprint: fingerprint, width: figures.width)
        try seen(0..<journal.count)
        var next = journal.count
        if next < files.count {
            try engine.run(figures.outputs, batch: batch) { count in
                defer { next = min(next + count, files.count) }
                return Array(files[next..<min(next + count, files.count)])
            } _: { found in
                let first = journal.count
                try journal.append(found, figures.values(of: found))
                try seen(first..<journal.count)
                try StopSignal.check(.goesOn)
            }
        }
        var outcomes: [ClassOutcome] = []
        outcomes.reserveCapacity(files.count)
        var blocks = try journal.blocks()
        try blocks.take(files.count) { outcomes.append(figures.outcome(of: $0, reason: $1)) }
        if let covariates = try sets?.covariates(of: table, surveys: survey.map(table.texts)) {
            for row in outcomes.indices { outcomes[row].set = sets?.set(of: outcomes[row], covariates[row]) }
        }
        try body(outcomes)
        try journal.remove()
    }

    /// What the sets promise for the galaxies that were given, a sentence each.
    package var remarks: [String] { sets?.remarks ?? [] }
}
