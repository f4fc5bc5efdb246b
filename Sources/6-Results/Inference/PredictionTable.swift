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
    /// The manifest's other columns.
    private let carried: CarriedColumns

    init(_ reader: GalaxyTable.Reader, model: EngineModel, setLevel: Double?) throws {
        self.model = model.name
        isEstablished = model.confidence.thresholdIsEstablished
        own = PredictionColumns(
            classes: model.classes, answers: model.votes?.tree.answers ?? [],
            tellsStrangeness: model.confidence.strangeness != nil, setLevel: setLevel, members: model.members)
        carried = CarriedColumns(
            reader.columns, besides: own.infos,
            leavingOut: Set([reader.idColumn, reader.fileColumn].compactMap(\.self)),
            renaming: .prefix("manifest_"))
        columns = own.infos + carried.infos
    }

    func table(of batch: GalaxyTable.Batch, _ outcomes: [ClassOutcome], repeats: [Int?]) -> Table {
        let own = own.columns(
            ids: batch.ids, files: batch.writtenFiles, probabilities: outcomes.map(\.probabilities),
            reasons: outcomes.map(\.reason), repeats: repeats, model: model, isEstablished: isEstablished,
            votes: outcomes.map { $0.votes.map { ($0.fractions, $0.concentrations) } }, sets: outcomes.map(\.set),
            oodPValues: outcomes.map(\.oodPValue), members: outcomes.map(\.members))
        return Table(columns: own + carried.columns(of: batch.table))
    }
}
