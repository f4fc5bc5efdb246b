internal import Files
internal import Manifests
internal import Process
internal import Sky
internal import Tables

/// Makes the plan of a catalogue: reads the manifest once, counts galaxies by pixel, and sorts its rows by place onto the disk.
/// Memory does not grow with the rows but for 8 bytes each, by which repeated galaxies are found.
struct PlanMaker {
    let request: CatalogueRequest
    let folder: CatalogueFolder
    let progress: ProgressReporter
    /// See ``CataloguePlan``.
    let identity: String
    let manifestDigest: String

    /// Rows that are read at a time.
    private static let rowsAtATime = 1 << 16

    /// - Throws: ``InputError`` for a manifest without positions, or what is wrong with it; ``WriteError``.
    func make() throws -> CataloguePlan {
        let path = request.manifest
        let needs = GalaxyColumn.needed(by: .classify)
        let opened = try GalaxyTable.Reader(path, needs: needs, names: request.names, carrying: .none, mayRepeat: true)
        let positions = try positionColumns(opened.columns)
        let absent = [opened.idColumn, opened.fileColumn, positions.ra.name, positions.dec.name].compactMap(\.self)
        let columns = SpooledColumns(opened.columns, without: Set(absent))
        try Directory.remove(folder.spool)
        try Directory.create(folder.spool)
        var spool = RowSpool(shift: 2 * (29 - CellGrid.pieceOrder), file: folder.rows)
        progress.begin("Sorting galaxies of \(path) by place", total: opened.rowCount ?? 0)
        var grid = CellGrid()
        let healpix = HEALPix(order: 29)
        var problems = PositionProblems(path, positions)
        var rows = 0
        let checked = try GalaxyTable.check(
            path, needs: needs, names: request.names, keepsFaulty: true, resolvesFiles: false, carrying: .all,
            rowsAtATime: Self.rowsAtATime
        ) { batch in
            let degrees = try problems.degrees(of: batch.table, ids: Column("id", .text(batch.ids)))
            let pixels = (0..<batch.count).map { degrees.position($0).map(healpix.pixel(of:)) ?? -1 }
            for pixel in pixels where pixel >= 0 { grid.add(pixel) }
            try spool.add(columns.table(of: batch, pixels: pixels, positions: degrees), to: pixels)
            rows += batch.count
            progress.advance(to: rows)
            try StopSignal.check(.goesOn)
        }
        try spool.flush()
        progress.end()
        try problems.check(rowCount: rows)
        try RepeatedRows.write(checked.repeats, to: folder.repeats)
        let listed = try ProblemList.write(
            [.init(table: "manifest", file: path, rows: problems.rows)], to: folder.leftOut)
        if let listed {
            progress.say("\(problems.rows.count) of \(rows) rows have no position and are left out: \(listed)")
        }
        try SkymapFile.write(grid.counts(order: CellGrid.mapOrder), order: CellGrid.mapOrder, to: folder.counts)
        return CataloguePlan(
            identity: identity, manifest: path, manifestDigest: manifestDigest,
            carried: Array(columns.all.dropFirst(SpooledColumns.own.count)), leftOut: problems.rows.count,
            repeated: checked.repeats.count, cells: grid.cells(most: request.cellRows))
    }

    private func positionColumns(_ columns: [ColumnInfo]) throws -> PositionColumns {
        do {
            return try PositionColumns(columns, path: request.manifest, ra: request.names.ra, dec: request.names.dec)
        } catch let error as InputError {
            throw InputError(
                file: error.file, row: error.row, column: error.column, problem: error.problem,
                remedy: "A catalogue is made by place on the sky. " + (error.remedy ?? ""))
        }
    }
}
