internal import Files
internal import Manifests
internal import Process
internal import Sky
internal import Tables
internal import Workers

/// Makes the plan of a catalogue: reads the manifest twice, to count galaxies by pixel and to sort its rows by cell onto the
/// disk. Memory does not grow with the rows but for 8 bytes each, by which repeated galaxies are found.
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
        progress.begin("Counting galaxies of \(path) by place", total: opened.rowCount ?? 0)
        var grid = CellGrid()
        let healpix = HEALPix(order: 29)
        var problems = PositionProblems(path, positions)
        var rows = 0
        let carrying = GalaxyTable.Carrying.columns([positions.ra.name, positions.dec.name])
        let checked = try GalaxyTable.check(
            path, needs: needs, names: request.names, keepsFaulty: true, resolvesFiles: false, carrying: carrying
        ) { batch in
            for position in try problems.positions(of: batch.table, ids: Column("id", .text(batch.ids))) {
                if let position { grid.add(healpix.pixel(of: position)) }
            }
            rows += batch.count
            progress.advance(to: rows)
            try StopSignal.check(.goesOn)
        }
        progress.end()
        try problems.check(rowCount: rows)
        let cells = grid.cells(most: request.cellRows)
        let absent = [opened.idColumn, opened.fileColumn, positions.ra.name, positions.dec.name].compactMap(\.self)
        let columns = SpooledColumns(opened.columns, without: Set(absent))
        try spool(checked, cells, columns, positions)
        let listed = try ProblemList.write(
            [.init(table: "manifest", file: path, rows: problems.rows)], to: folder.leftOut)
        if let listed {
            progress.say("\(problems.rows.count) of \(rows) rows have no position and are left out: \(listed)")
        }
        try SkymapFile.write(grid.counts(order: CellGrid.mapOrder), order: CellGrid.mapOrder, to: folder.counts)
        return CataloguePlan(
            identity: identity, manifest: path, manifestDigest: manifestDigest,
            carried: Array(columns.all.dropFirst(SpooledColumns.own.count)), leftOut: problems.rows.count,
            repeated: checked.repeats.count, cells: cells)
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

    /// Sorts the rows by cell.
    private func spool(
        _ checked: GalaxyTable.Checked, _ cells: [CatalogueCell], _ columns: SpooledColumns,
        _ positions: PositionColumns
    ) throws {
        let healpix = HEALPix(order: 29)
        let search = CellSearch(cells)
        var spool = try RowSpool(folder, cells)
        let reader = try checked.reader(carrying: .all)
        progress.begin("Sorting them by cell", total: checked.rowCount)
        var rows = 0
        try Workers.ahead {
            try reader.next(Self.rowsAtATime)
        } _: { batch in
            let degrees = try positions.degrees(of: batch.table)
            let pixels = (0..<batch.count).map { degrees.position($0).map(healpix.pixel(of:)) ?? -1 }
            let numbers = pixels.map { $0 < 0 ? -1 : search.place(of: $0) }
            try spool.add(
                columns.table(of: batch, pixels: pixels, positions: degrees, repeats: checked.repeats), to: numbers)
            rows += batch.count
            progress.advance(to: rows)
            try StopSignal.check(.goesOn)
        }
        try spool.flush()
        progress.end()
    }
}
