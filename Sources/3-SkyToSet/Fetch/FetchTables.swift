internal import Cutouts
internal import Files
internal import Manifests
internal import Surveys
internal import Tables

/// Writes `manifest.csv` and `failures.csv` of a run.
struct FetchTables {
    let request: FetchRequest
    /// What is asked first for a galaxy.
    let address: (FetchTarget) -> String

    /// - Parameter targets: all galaxies, in the catalogue's order.
    func write(_ targets: [FetchTarget], _ journal: FetchJournal, _ store: CutoutStoreWriter) throws -> FetchSummary {
        let reader = try IdentifierColumn.reader(request.catalogue, named: [request.idColumn].compactMap(\.self))
        var summary = FetchSummary()
        summary.galaxies = targets.count
        var failures = FailureRows()
        let positions = try PositionColumns(
            reader.columns, path: request.catalogue, ra: request.positionColumns?.ra, dec: request.positionColumns?.dec)
        let own = CutoutColumns.infos
        let id = try IdentifierColumn.required(
            in: reader.columns, path: request.catalogue, named: request.idColumn, of: request.survey)
        let carried = CarriedColumns(
            reader.columns, besides: own, replacing: [id.name, positions.ra.name, positions.dec.name],
            renaming: .prefix("catalogue_"))
        try TableFile.write(request.output + "/manifest.csv", columns: own + carried.infos) { writer in
            while let batch = try reader.next(1 << 13) {
                var rows: [Int] = []
                var columns = CutoutColumns()
                for index in 0..<batch.rowCount {
                    let target = targets[batch.firstRow - 1 + index]
                    let record = try journal.record(target.id)
                    guard let record, case .fetched(let missing, let masked, let flags) = record.outcome,
                        let piece = try store.piece(named: target.id + ".jpg")
                    else {
                        failures.append(target, record, address(target))
                        continue
                    }
                    rows.append(index)
                    columns.append(
                        target, piece.relative(to: request.output), survey: request.survey.name, missing: missing,
                        masked: masked, flags: flags, source: record.url)
                }
                summary.fetched += rows.count
                guard !rows.isEmpty else { continue }
                try writer.write(Table(columns: columns.columns + carried.columns(of: batch.gathered(rows))))
            }
        }
        try failures.write(request.output + "/failures.csv")
        failures.count(into: &summary)
        return summary
    }
}
