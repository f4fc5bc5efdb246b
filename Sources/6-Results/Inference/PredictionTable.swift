import Engines
import Manifests
import Tables

/// Predictions as a table: one row for every row of the manifest, in its order.
///
/// Columns: `id`, `file` (as the manifest has it), `p_CLASS` for each class, `class` (the most probable), `flag` (`ok`
/// or `unreadable`), `reason` (why unreadable), `model` (digest of the weights), then the manifest's other columns; one
/// of theirs that has one of these names, in whatever case, is renamed `manifest_NAME`.
struct PredictionTable {
    /// Rows that are written at once.
    static let rowsAtATime = 1 << 13

    let columns: [ColumnInfo]
    private let classes: [String]
    private let model: String
    /// The manifest's other columns: where they stand in it, and under which names they go on.
    private let carried: [(index: Int, info: ColumnInfo)]

    init(_ reader: GalaxyTable.Reader, model: EngineModel) throws {
        classes = model.classes
        self.model = model.name
        let own =
            [GalaxyColumn.id, .file] + classes.map { .probability(of: $0) } + [.predicted, .flag, .reason, .model]
        var taken = Set(own.map { $0.name.lowercased() })
        var carried: [(index: Int, info: ColumnInfo)] = []
        for (index, column) in reader.columns.enumerated()
        where column.name != reader.idColumn && column.name != reader.fileColumn {
            var info = column
            while !taken.insert(info.name.lowercased()).inserted { info.name = "manifest_" + info.name }
            carried.append((index, info))
        }
        self.carried = carried
        columns = own.map(\.info) + carried.map(\.info)
    }

    func table(of batch: GalaxyTable.Batch, _ outcomes: [ClassOutcome]) -> Table {
        var values: [Column.Values] = [.string(batch.ids), .string(batch.writtenFiles)]
        for number in classes.indices {
            values.append(.float(outcomes.map { Float($0.probabilities?[number] ?? .nan) }))
        }
        values += [
            .string(outcomes.map { $0.predicted.map { classes[$0] } ?? "" }),
            .string(outcomes.map { $0.reason == nil ? "ok" : "unreadable" }),
            .string(outcomes.map { $0.reason ?? "" }),
            .string([String](repeating: model, count: outcomes.count)),
        ]
        let own = zip(columns, values).map { Column($0, $1) }
        let others = zip(columns.dropFirst(own.count), carried).map { info, carried in
            let column = batch.table.columns[carried.index]
            return Column(info, column.values, isMissing: column.isMissing)
        }
        return Table(columns: own + others)
    }
}
