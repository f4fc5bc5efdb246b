internal import Cutouts
internal import Files
internal import Surveys
internal import Tables

/// Writes `manifest.csv` and `failures.csv` of a run.
struct FetchTables {
    let request: FetchRequest
    /// What is asked first for a galaxy.
    let address: (FetchTarget) -> String

    /// - Parameter targets: all galaxies, in the catalogue's order.
    func write(_ targets: [FetchTarget], _ journal: FetchJournal, _ store: CutoutStoreWriter) throws -> FetchSummary {
        let reader = try TableFile.reader(request.catalogue)
        var summary = FetchSummary()
        summary.galaxies = targets.count
        var failures = FailureRows()
        let own: Set<String> = [
            "id", "file", "survey", "ra", "dec", "size_arcsec", "missing_fraction", "masked_fraction", "flags",
            "source",
        ]
        let carried = carriedNames(reader.columns, own: own)
        let header =
            CutoutColumns.infos
            + zip(reader.columns, carried).compactMap { info, name in
                name.map { ColumnInfo($0, info.type, unit: info.unit, ucd: info.ucd, description: info.description) }
            }
        try TableFile.write(request.output + "/manifest.csv", columns: header) { writer in
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
                let kept = batch.gathered(rows)
                try writer.write(
                    Table(
                        columns: columns.columns
                            + zip(kept.columns, carried).compactMap { column, name in name.map { column.renamed($0) } })
                )
            }
        }
        try failures.write(request.output + "/failures.csv")
        failures.count(into: &summary)
        return summary
    }

    /// Names under which the catalogue's columns are carried along; nil for those that say what the manifest says anyway.
    private func carriedNames(_ columns: [ColumnInfo], own: Set<String>) -> [String?] {
        var names = own
        return columns.map { column in
            guard column.name != "id" else { return nil }
            var name = column.name
            while !names.insert(name.lowercased()).inserted { name = "catalogue_" + name }
            return name
        }
    }
}
