internal import Files
internal import Manifests
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
        let columns: [GalaxyColumn] =
            [.id, .file] + formats.dropFirst().map { .file(format: $0.rawValue) }
            + [.survey, .ra, .dec, .sizeArcsec, .missingFraction, .maskedFraction, .flags, .tile]
        return columns.map(\.info)
    }

    /// Writes the cutouts, with all columns of the catalogue, and the galaxies without cutout: id, ra, dec, reason. The
    /// catalogue is read once for both.
    /// - Returns: how many have no cutout.
    func write(to path: String, failures failurePath: String, tileNames: Set<String>) throws -> Int {
        let own = ownColumns
        let reader = try IdentifierColumn.reader(catalogue.path, named: catalogue.identifier.columns)
        let carried = CarriedColumns(
            reader.columns, besides: own,
            replacing: [
                catalogue.identifier.name, catalogue.positionColumns.ra.name, catalogue.positionColumns.dec.name,
            ],
            renaming: .prefix("catalogue_"))
        let names = catalogue.columns.map(\.name)
        let tileColumn = CutoutManifest.tileColumns.lazy.compactMap { ColumnNames.index(of: $0, in: names) }.first
        var count = 0
        try TableFile.write(path, columns: own + carried.infos) { cutouts in
            try TableFile.write(failurePath, columns: Self.failureColumns) { failures in
                while let batch = try reader.next(CutoutManifest.batch) {
                    try StopSignal.check(.goesOn)
                    let first = batch.firstRow - 1
                    let done = (0..<batch.rowCount).filter { outcomes.isDone[first + $0] }
                    if !done.isEmpty {
                        let own = columns(done.map { first + $0 })
                        try cutouts.write(
                            Table(columns: own + carried.columns(of: batch.gathered(done)), path: path))
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

    private static let failureColumns = [GalaxyColumn.id, .ra, .dec, .reason].map(\.info)

    private func failureTable(_ rows: [Int], _ reasons: [String], path: String) -> Table {
        let values: [Column.Values] = [
            .string(rows.map { catalogue.ids[$0] }), .double(rows.map { catalogue.ra[$0] }),
            .double(rows.map { catalogue.dec[$0] }), .string(reasons),
        ]
        return Table(columns: zip(Self.failureColumns, values).map { Column($0, $1) }, path: path)
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
        return zip(ownColumns, values).map { Column($0, $1) }
    }

    private static func rounded(_ value: Double, _ steps: Double) -> Double { (value * steps).rounded() / steps }
}
