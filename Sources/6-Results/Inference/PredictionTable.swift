import Confidence
import Engines
import Manifests
import Tables
import TrainingSets

/// Predictions as a table: one row for every row of the manifest, in its order.
///
/// Columns: `id`, `file` (as the manifest has it), `p_CLASS` for each class, `class` (the most probable), `flag` (`ok`,
/// `unreadable`, `repeated` where the galaxy stands in an earlier row too, or `threshold_not_established`), `reason`
/// (why), `model` (digest of the weights), `ood_p_value` where the run tells strange pictures, of a network that answers
/// questions `ANSWER_fraction` and `ANSWER_dirichlet` for each answer, of a run with prediction sets `set` (names of the
/// classes in it, joined by a space), of an ensemble `memberN_p_CLASS` for each of its networks, then the manifest's other columns; one of theirs that has one of these names, in
/// whatever case, is renamed `manifest_NAME`.
struct PredictionTable {
    /// Rows that are written at once.
    static let rowsAtATime = 1 << 13

    let columns: [ColumnInfo]
    private let model: String
    private let isEstablished: Bool
    private let own: PredictionColumns
    /// Of the same network, without rows.
    private let cells: PredictionCells
    /// The manifest's other columns.
    private let carried: CarriedColumns

    init(_ reader: GalaxyTable.Reader, model: EngineModel, setLevel: Double?) throws {
        self.model = model.name
        isEstablished = model.confidence.thresholdIsEstablished
        own = PredictionColumns(
            classes: model.classes, answers: model.votes?.tree.answers ?? [],
            tellsStrangeness: model.confidence.strangeness != nil, setLevel: setLevel, members: model.members)
        cells = PredictionCells(
            classes: own.classes.count, answers: own.answers.count, members: own.members)
        carried = CarriedColumns(
            reader.columns, besides: own.infos,
            leavingOut: Set([reader.idColumn, reader.fileColumn].compactMap(\.self)),
            renaming: .prefix("manifest_"))
        columns = own.infos + carried.infos
    }

    func table(of batch: GalaxyTable.Batch, _ outcomes: [ClassOutcome], repeats: [Int?]) -> Table {
        var cells = cells
        for outcome in outcomes {
            cells.append(
                probabilities: outcome.probabilities, reason: outcome.reason,
                votes: outcome.votes.map { ($0.fractions, $0.concentrations) }, oodPValue: outcome.oodPValue,
                members: outcome.members)
        }
        cells.sets = outcomes.map(\.set)
        let own = own.columns(
            cells, ids: batch.ids, files: batch.writtenFiles, repeats: repeats, model: model,
            isEstablished: isEstablished)
        return Table(columns: own + carried.columns(of: batch.table))
    }
}
