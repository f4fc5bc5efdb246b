import Confidence
public import Engines
public import Evaluation
import Files
import Foundation
public import Manifests
public import Process
import Tables
public import Training
import TrainingSets

/// A trained network measured on the galaxies of one manifest whose labels, or votes, are known.
///
/// ```swift
/// let evaluation = try SetEvaluation(
///     of: LibtorchEngine(TrainedNetwork(run)), run: run, on: "hp_des/manifest.csv", progress: ProgressReporter())
/// print(evaluation.table())
/// ```
public struct SetEvaluation: Sendable {
    /// The figures of the classes; nil where no galaxy has a label, which only a network that answers questions may
    /// lack.
    public let metrics: Metrics?
    /// The figures of the votes; nil for a network that tells classes alone, and for a manifest without votes.
    public let votes: VoteFigures?
    /// The predictions that ``metrics`` were made of.
    public let predictions: [Prediction]
    /// What the prediction sets promise of these galaxies, a sentence each; none where the run has no sets.
    public let setRemarks: [String]
    /// Test rows that show a galaxy which the run was trained or validated on. They are part of the figures.
    public let leaks: [Leak]
    /// Rows without a label, which are not part of ``metrics``.
    public let unlabelled: Int
    /// Rows with a label or votes, readable or not.
    public let measured: Int
    /// Rows of these whose image cannot be read, with the reason; they were left out.
    public let unreadable: [(row: Int, reason: String)]

    /// Looks at the rows of `manifest` that have a label or votes, and measures the outcome.
    ///
    /// Votes are those of the columns that the run's recipe names; a manifest that has none of them is measured by its
    /// labels.
    ///
    /// - Parameter setLevel: the share of prediction sets that hold the true class; nil is the run's own.
    /// - Throws: ``Files/InputError`` when nothing is known of any row, a label is none of the run's classes, a column
    ///   of votes is missing, votes cannot be, or no image can be read.
    public init(
        of engine: any Engine, run: RunDirectory, on manifest: String, batch: Int = 32,
        names: GalaxyColumnNames = GalaxyColumnNames(), setLevel: Double? = nil, progress: ProgressReporter
    ) throws {
        let model = engine.model
        let counts = try model.votes.map { try run.read().recipe.votes.counts($0.tree) }
        let known = try MeasuredGalaxies(manifest, classes: ClassList(model.classes), votes: counts, names: names)
        var predictions: [Prediction] = []
        var votes: [VotePrediction] = []
        var unreadable: [(row: Int, reason: String)] = []
        var maker = try SetMaker(model, level: setLevel, columns: known.columns, path: manifest, names: names)
        let figures = OutcomeFigures(model)
        var given = 0
        var done = 0
        let loop = InferenceLoop(engine: engine, outputs: figures.outputs, batch: batch, progress: progress)
        try loop.run(
            "Classifying", total: known.rows.count,
            files: { count in
                defer { given += count }
                return known.rows.dropFirst(given).prefix(count).map(\.file)
            },
            body: { found in
                let values = figures.values(of: found)
                for place in 0..<found.count {
                    let outcome = figures.outcome(
                        of: values[place * figures.width..<(place + 1) * figures.width], reason: found.reasons[place])
                    let row = known.rows[done]
                    if let probabilities = outcome.probabilities {
                        if let truth = known.classes[done] {
                            let covariates = known.covariates[done]
                            predictions.append(
                                Prediction(
                                    id: row.id, truth: truth, probabilities: probabilities, file: row.file,
                                    set: maker?.set(of: probabilities, covariates, truth: truth),
                                    oodPValue: outcome.oodPValue, covariates: covariates))
                        }
                        if let expected = outcome.votes, let counts = known.counts[done] {
                            votes.append(VotePrediction(concentrations: expected.concentrations, counts: counts))
                        }
                    } else {
                        unreadable.append((row.row, outcome.reason ?? ""))
                    }
                    done += 1
                }
            })
        if let first = unreadable.first, unreadable.count == known.rows.count {
            throw InputError(
                file: manifest, row: first.row, problem: "no image of a labelled row can be read: \(first.reason)")
        }
        metrics =
            predictions.isEmpty && !votes.isEmpty
            ? nil
            : try Metrics(
                predictions, classes: model.classes, setLevel: maker?.sets.level,
                source: model.confidence.sets.flatMap(SourceScores.init))
        self.votes = try votes.isEmpty ? nil : Self.figures(votes, model.votes, counts, run)
        self.predictions = predictions
        self.unreadable = unreadable
        setRemarks = maker?.remarks ?? []
        unlabelled = known.unlabelled
        measured = known.rows.count
        leaks = try SeenGalaxies(run).leaks(into: known.rows)
    }

    private static func figures(
        _ votes: [VotePrediction], _ scheme: VoteScheme?, _ counts: VoteCounts?, _ run: RunDirectory
    ) throws -> VoteFigures? {
        guard let tree = scheme?.tree, let counts else { return nil }
        let questions = zip(tree.questions, tree.ranges).map { question, range in
            VoteFigures.Question(name: question.name, answers: Array(tree.answers[range]))
        }
        return VoteFigures(
            votes, questions: questions, of: counts.meaning,
            published: try QuestionTreeFile.published(run.read().recipe.votes.tree))
    }

    /// The figures as tables for the terminal.
    public func table() -> String { [metrics?.table(), votes?.table()].compactMap(\.self).joined(separator: "\n") }

    /// The figures as JSON.
    public func json() throws -> String { try votes?.json(beside: metrics) ?? metrics?.json() ?? "" }

    /// What a reader of the figures must know, a sentence each.
    public var warnings: [String] {
        var warnings: [String] = []
        let galaxies = votes == nil ? "labelled " : ""
        if let leak = leaks.first {
            warnings.append(
                "WARNING: \(leaks.count) of \(measured) \(galaxies)test galaxies were seen in training (same id, file or position "
                    + "within 1 arcsec); the first is '\(leak.test.id)' in row \(leak.test.row). "
                    + "The figures are too good.")
        }
        if let first = unreadable.first {
            warnings.append(
                "WARNING: \(unreadable.count) of \(measured) \(galaxies)images cannot be read and are left out; the first is "
                    + "in row \(first.row): \(first.reason)")
        }
        return warnings
    }
}

/// The rows of a manifest of which something is known, looked at before any picture is.
private struct MeasuredGalaxies {
    private(set) var rows: [Manifest.Row] = []
    /// Class number of each; nil where it has no label.
    private(set) var classes: [Int?] = []
    /// Votes of each; nil where it has none.
    private(set) var counts: [[Double]?] = []
    /// Magnitude and size of each, NaN where one is not known.
    private(set) var covariates: [Covariates] = []
    /// All columns of the manifest.
    let columns: [ColumnInfo]
    /// Rows without a label.
    private(set) var unlabelled = 0

    /// - Parameter votes: where votes are looked for; nil where labels alone count.
    init(_ manifest: String, classes known: ClassList, votes: VoteCounts?, names: GalaxyColumnNames) throws {
        let reader = try GalaxyTable.Reader(
            manifest, needs: votes == nil ? GalaxyColumn.needed(by: .evaluate) : [.id, .file], names: names,
            carrying: .all)
        columns = reader.columns
        let header = columns.map(\.name)
        let measures = try CovariateColumns(in: columns, path: manifest, names: names)
        let hasVotes = votes?.columns.contains { ColumnNames.index(of: $0, in: header) != nil } ?? false
        while let batch = try reader.next(1 << 14) {
            let part = Manifest(batch, path: manifest)
            let measured = try measures.covariates(of: batch)
            let counts = try hasVotes ? votes?.counts(of: part) : nil
            for (index, row) in part.rows.enumerated() {
                let own = counts?[index]
                if row.label == nil { unlabelled += 1 }
                guard row.label != nil || own != nil else { continue }
                classes.append(try row.label.map { try known.number(ofLabelIn: row, $0) })
                self.counts.append(own)
                covariates.append(measured[index])
                rows.append(row)
            }
        }
        guard let votes, rows.isEmpty else { return }
        throw InputError(
            file: manifest, problem: "no row has a label or votes: there is nothing to measure",
            remedy: "The run's recipe looks for votes in \(votes.columns.joined(separator: ", "))")
    }
}
