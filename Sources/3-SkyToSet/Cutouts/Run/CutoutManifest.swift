internal import Files
internal import Process
internal import Sky
internal import Surveys
internal import Tables

/// The tables that a run writes at its end, in order of the catalogue.
struct CutoutManifest {
    let catalogue: CutoutCatalogue
    let outcomes: CutoutOutcomes
    let formats: [CutoutFormat]
    /// Column of the catalogue with the name of the tile that a galaxy is on.
    private static let tileColumns = ["TILENAME", "BRICKNAME"]
    private static let batch = 1 << 14

    /// Columns of the manifest before those of the catalogue.
    private var ownColumns: [ColumnInfo] {
        var columns = [ColumnInfo("id", .string), ColumnInfo("file", .string)]
        columns += formats.dropFirst().map { ColumnInfo("file_\($0.rawValue)", .string) }
        columns.append(ColumnInfo("survey", .string))
        columns.append(ColumnInfo("ra", .double, unit: "deg"))
        columns.append(ColumnInfo("dec", .double, unit: "deg"))
        columns.append(ColumnInfo("size_arcsec", .double, unit: "arcsec"))
        columns.append(ColumnInfo("missing_fraction", .double))
        columns.append(ColumnInfo("masked_fraction", .double))
        columns.append(ColumnInfo("flags", .string))
        columns.append(ColumnInfo("tile", .string))
        return columns
    }

    /// Writes the cutouts, with all columns of the catalogue, and the galaxies without cutout: id, ra, dec, reason. The
    /// catalogue is read once for both.
    /// - Returns: how many have no cutout.
    func write(to path: String, failures failurePath: String, tileNames: Set<String>) throws -> Int {
        let own = ownColumns
        let carried = CarriedColumns.of(
            catalogue.columns, besides: own.map(\.name),
            replacing: [catalogue.idColumn, catalogue.positionColumns.ra.name, catalogue.positionColumns.dec.name])
        let failed = [
            ColumnInfo("id", .string), ColumnInfo("ra", .double, unit: "deg"),
            ColumnInfo("dec", .double, unit: "deg"), ColumnInfo("reason", .string),
        ]
        let names = catalogue.columns.map(\.name)
        let tileColumn = CutoutManifest.tileColumns.lazy.compactMap { ColumnNames.index(of: $0, in: names) }.first
        var count = 0
        try TableFile.write(path, columns: own + carried.map(\.info)) { cutouts in
            try TableFile.write(failurePath, columns: failed) { failures in
                let reader = try TableFile.reader(catalogue.path)
                while let batch = try reader.next(CutoutManifest.batch) {
                    try StopSignal.check(.goesOn)
                    let first = batch.firstRow - 1
                    let done = (0..<batch.rowCount).filter { outcomes.isDone[first + $0] }
                    if !done.isEmpty {
                        try cutouts.write(Table(columns: columns(done, of: batch, carried: carried), path: path))
                    }
                    let missed = (0..<batch.rowCount).filter { !outcomes.isDone[first + $0] }
                    guard !missed.isEmpty else { continue }
                    count += missed.count
                    let reasons = missed.map { row -> String in
                        let reason = outcomes.reasons[first + row] ?? "not made"
                        guard let tile = tileColumn.map({ batch.columns[$0].text(row) }), !tile.isEmpty,
                            !tileNames.contains(where: { $0.contains(tile) })
                        else { return reason }
                        return reason + "; its tile \(tile) is not there"
                    }
                    try failures.write(failureTable(missed.map { first + $0 }, reasons, path: failurePath))
                }
            }
        }
        return count
    }

    /// Rows of a batch of the catalogue, with the manifest's own columns in front.
    private func columns(
        _ rows: [Int], of batch: Table, carried: [(index: Int, info: ColumnInfo)]
    ) -> [Column] {
        let kept = batch.gathered(rows)
        return columns(rows.map { batch.firstRow - 1 + $0 })
            + carried.map {
                Column($0.info, kept.columns[$0.index].values, isMissing: kept.columns[$0.index].isMissing)
            }
    }

    private func failureTable(_ rows: [Int], _ reasons: [String], path: String) -> Table {
        Table(
            columns: [
                Column("id", .string(rows.map { catalogue.ids[$0] })),
                Column("ra", .double(rows.map { catalogue.ra[$0] }), unit: "deg"),
                Column("dec", .double(rows.map { catalogue.dec[$0] }), unit: "deg"),
                Column("reason", .string(reasons)),
            ], path: path)
    }

    /// The manifest's own columns, in the order of ``ownColumns``.
    private func columns(_ rows: [Int]) -> [Column] {
        let entries = rows.compactMap { outcomes[$0] }
        func fraction(_ value: (CutoutOutcomes.Entry) -> Double) -> Column.Values {
            .double(entries.map { CutoutManifest.rounded(value($0), 1e6) })
        }
        var values = [Column.Values.string(rows.map { catalogue.ids[$0] })]
        values += formats.indices.map { format in .string(entries.map { "\($0.places[format])" }) }
        values.append(.string(rows.map { _ in catalogue.survey.name }))
        values.append(.double(rows.map { catalogue.ra[$0] }))
        values.append(.double(rows.map { catalogue.dec[$0] }))
        values.append(.double(rows.map { CutoutManifest.rounded(2 * catalogue.halfSide[$0], 1e4) }))
        values += [fraction(\.missingFraction), fraction(\.maskedFraction)]
        values += [.string(entries.map(\.flags.text)), .string(entries.map(\.tile))]
        return zip(ownColumns, values).map { Column($0.name, $1, unit: $0.unit) }
    }

    private static func rounded(_ value: Double, _ steps: Double) -> Double { (value * steps).rounded() / steps }
}
