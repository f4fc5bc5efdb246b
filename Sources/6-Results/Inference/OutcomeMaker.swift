import Confidence
package import Engines
import Files
package import Manifests
import Process
package import Tables
import Training
import TrainingSets

/// What a network says of galaxies that are given piece by piece, such as the cells of a catalogue: figures, decoded as
/// ``Classification`` decodes them, and prediction sets.
///
/// ```swift
/// let maker = try OutcomeMaker(engine, batch: 32, setLevel: nil, columns: columns, path: path, names: names)
/// let found = try maker.look(at: files, unfinished: "cell", fingerprint: digest)
/// write(try maker.columns(of: found, table).cells)
/// try found.remove()
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
    ///   - keepsDigests: whether the digests of pictures are wanted.
    ///   - keepsEmbeddings: whether their embeddings are.
    /// - Throws: ``Files/InputError`` when a column that `names` names is not there.
    package init(
        _ engine: any Engine, batch: Int, setLevel: Double?, columns: [ColumnInfo], path: String,
        names: GalaxyColumnNames, keepsDigests: Bool = false, keepsEmbeddings: Bool = false
    ) throws {
        self.engine = engine
        self.batch = batch
        model = engine.model
        figures = OutcomeFigures(engine.model, keepsDigests: keepsDigests, keepsEmbeddings: keepsEmbeddings)
        sets = try SetMaker(engine.model, level: setLevel, columns: columns, path: path, names: names)
        let known = names.survey.map { [$0] } ?? [GalaxyColumn.survey.name] + GalaxyColumn.survey.aliases
        survey = ColumnNames.first(of: known, in: columns.map(\.name))
    }

    /// Looks at pictures.
    ///
    /// What is found is kept in `unfinished` + `.unfinished` until ``FoundOutcomes/remove()``: after a signal, or kill -9, the
    /// same call goes on.
    ///
    /// - Parameters:
    ///   - files: the pictures.
    ///   - unfinished: names the file in which figures are kept.
    ///   - fingerprint: what they depend on, in one line.
    ///   - seen: is told after each batch how many pictures were looked at.
    /// - Throws: ``Process/Interrupted`` after a signal; the engine's errors; what `seen` throws.
    package func look(
        at files: [String], unfinished: String, fingerprint: String, seen: (Int) throws -> Void = { _ in }
    ) throws -> FoundOutcomes {
        let journal = try OutcomeJournal(of: unfinished, fingerprint: fingerprint, width: figures.width)
        var found = try FoundOutcomes(journal, figures, most: files.count)
        try seen(found.count)
        var next = found.count
        if next < files.count {
            try engine.run(figures.outputs, batch: batch) { count in
                defer { next = min(next + count, files.count) }
                return Array(files[next..<min(next + count, files.count)])
            } _: { batch in
                try found.append(batch)
                try seen(found.count)
                try StopSignal.check(.goesOn)
            }
        }
        return found
    }

    /// An outcome for each picture that was looked at, without a set.
    package func outcomes(of found: FoundOutcomes) -> [ClassOutcome] { found.outcomes() }

    /// What is said of the pictures that were looked at, column by column, with their sets, and the digest of each one's bytes,
    /// empty where there is none. One thread at a time may ask, while another looks at further pictures.
    ///
    /// - Parameter table: a row a picture, with the columns of the initialiser.
    package func columns(of found: FoundOutcomes, _ table: Table) throws -> (cells: PredictionCells, digests: Texts) {
        let empty = PredictionCells(
            classes: model.classes.count, answers: model.votes?.tree.answers.count ?? 0, members: model.members)
        var columns = try found.columns(empty, keepsProbabilities: sets != nil)
        if let covariates = try sets?.covariates(of: table, surveys: survey.map(table.texts)) {
            let classes = model.classes.count
            columns.cells.sets = (0..<found.count).map { place in
                guard columns.cells.reasons[place] == nil else { return nil }
                // A table without columns has no rows either.
                return sets?.set(
                    of: Array(columns.probabilities[place * classes..<(place + 1) * classes]),
                    table.columns.isEmpty ? Covariates() : covariates[place])
            }
        }
        return (columns.cells, columns.digests)
    }

    /// What the sets promise for the galaxies that were given, a sentence each.
    package var remarks: [String] { sets?.remarks ?? [] }
}
