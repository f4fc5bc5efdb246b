internal import Files
internal import Foundation
internal import Manifests
internal import Process
internal import Sky
internal import Tables

/// Columns of a catalogue for the rows of a survey's own catalogue, joined by identifier: an extension in the words of HATS 0.11,
/// which LSDB's `load_extension` puts beside the survey's columns. It is divided as that catalogue is, and has its positions.
///
/// Both tables are sorted onto the disk by the hash of the identifier and joined piece by piece, so that memory does not
/// grow with either.
struct CatalogueExtension {
    let extended: PublicationRequest.Extended
    let catalogue: CatalogueReader
    /// Columns that are taken over.
    let columns: [ColumnInfo]
    /// Folders of the table that is written, and for what is needed meanwhile.
    let path, scratch: String
    /// Rows that are joined at a time, about.
    let pieceRows: Int
    let progress: ProgressReporter

    private static let rowsAtATime = 1 << 16
    private static let place = ColumnInfo("\tid", .string)

    /// Writes the table.
    ///
    /// - Returns: it, and the survey's.
    /// - Throws: ``InputError`` when galaxies of the catalogue are not in the survey's, or stand there more than once.
    func write(info: TableInfo) throws -> (table: HATSTable, survey: SurveyTable) {
        let survey = try SurveyTable(extended)
        let rows = catalogue.rowCount ?? 0
        let pieces = max(1, (rows + pieceRows - 1) / pieceRows)
        func files(_ name: String) -> [String] { (0..<pieces).map { "\(scratch)/\(name)-\($0)" } }
        let (ours, theirs, cells) = (files("ours"), files("theirs"), "\(scratch)/cell")
        try spoolCatalogue(to: ours)
        let own = try survey.own(besides: columns, of: extended)
        let grid = try spool(survey, own, to: theirs, rows: rows)
        let places = survey.cells ?? grid.cells(most: 100_000).map { MOCCell(order: $0.order, pixel: $0.pixel) }
        let planned = places.map { CatalogueCell(order: $0.order, pixel: $0.pixel, rows: 0) }
        var spool = RowSpool(files: planned.indices.map { "\(cells)-\($0)" })
        let search = CellSearch(planned)
        var problems = JoinProblems()
        for piece in 0..<pieces {
            try join(ours[piece], theirs[piece], own, &problems) { table, pixels in
                try spool.add(
                    table,
                    to: pixels.map { pixel in
                        let place = search.place(of: Int(pixel))
                        guard place >= 0, planned[place].range.contains(Int(pixel)) else {
                            throw InputError(
                                file: extended.path, problem: "pixel \(pixel) of order 29 lies in none of its cells",
                                remedy: "The folder's partitions do not fit its rows: make it again, or give a table")
                        }
                        return place
                    })
            }
            try StopSignal.check(Publication.stopped)
        }
        try problems.check(extended, rows: rows)
        try spool.flush()
        var table = try HATSTable(path, columns: own + columns, info: info, pixel: GalaxyColumn.healpix.name)
        for (number, cell) in planned.enumerated() {
            try table.write(order: cell.order, pixel: cell.pixel, from: "\(cells)-\(number)")
        }
        return (table, survey)
    }

    private static func piece(of id: String, _ count: Int) -> Int {
        var hash = FNV1a()
        hash.add(id.utf8)
        return Int(hash.mixed.multipliedFullWidth(by: UInt64(count)).high)
    }

    /// Sorts the catalogue's rows; those that repeat an earlier one stay behind.
    private func spoolCatalogue(to files: [String]) throws {
        var spool = RowSpool(files: files)
        var query = CatalogueQuery()
        query.columns = [GalaxyColumn.id.name] + columns.map(\.name)
        try catalogue.search(query) { table in
            let (ids, flags) = (table.columns[0].texts, try table.requiredColumn(GalaxyColumn.flag.name).texts)
            let wanted = table.columns.suffix(columns.count)
            try spool.add(
                Table(columns: [Column(Self.place, .string(ids))] + wanted),
                to: ids.indices.map { flags[$0] == "repeated" ? -1 : Self.piece(of: ids[$0], files.count) })
        }
        try spool.flush()
    }

    /// Sorts the survey's rows that may be galaxies of the catalogue, and counts them by place.
    private func spool(
        _ survey: SurveyTable, _ own: [ColumnInfo], to files: [String], rows: Int
    ) throws -> CellGrid {
        var spool = RowSpool(files: files)
        var grid = CellGrid()
        progress.begin("Reading \(extended.path)", total: survey.rows ?? rows)
        defer { progress.end() }
        var read = 0
        try survey.read(Self.rowsAtATime) { id, ra, dec, pixels in
            let ids = id.texts
            let known = ids.map { catalogue.mayHold($0) }
            for (row, isKnown) in known.enumerated() where isKnown && pixels[row] >= 0 { grid.add(Int(pixels[row])) }
            let columns = [
                Column(Self.place, .string(ids)), Column(own[0], .int64(pixels)), Column(own[1], id.values),
                Column(own[2], .double(ra)), Column(own[3], .double(dec)),
            ]
            try spool.add(
                Table(columns: columns),
                to: ids.indices.map { known[$0] && pixels[$0] >= 0 ? Self.piece(of: ids[$0], files.count) : -1 })
            read += ids.count
            progress.advance(to: read)
            try StopSignal.check(Publication.stopped)
        }
        try spool.flush()
        return grid
    }

    /// Joins one piece.
    private func join(
        _ ours: String, _ theirs: String, _ own: [ColumnInfo], _ problems: inout JoinProblems,
        _ body: (_ table: Table, _ pixels: [Int64]) throws -> Void
    ) throws {
        func tables(_ path: String, _ columns: [ColumnInfo]) throws -> [Table] {
            guard FileManager.default.fileExists(atPath: path) else { return [] }
            return try SpooledRows.tables(path, columns: [Self.place] + columns)
        }
        let left = try tables(theirs, own)
        var places: [String: RowPacking.Place] = [:]
        for (number, table) in left.enumerated() {
            for (row, id) in table.columns[0].texts.enumerated() {
                let place = RowPacking.Place(table: Int32(number), row: Int32(row))
                if places.updateValue(place, forKey: id) != nil { problems.twice.note(id) }
            }
        }
        var (found, rows): ([RowPacking.Place], [RowPacking.Place]) = ([], [])
        let right = try tables(ours, columns)
        for (number, table) in right.enumerated() {
            for (row, id) in table.columns[0].texts.enumerated() {
                guard let place = places[id] else {
                    problems.absent.note(id)
                    continue
                }
                found.append(place)
                rows.append(RowPacking.Place(table: Int32(number), row: Int32(row)))
            }
        }
        guard !found.isEmpty else { return }
        let (theirRows, ourRows) = (RowPacking.gathered(found, of: left), RowPacking.gathered(rows, of: right))
        let table = Table(columns: Array(theirRows.columns.dropFirst() + ourRows.columns.dropFirst()))
        guard case .int64(let pixels) = table.columns[0].values else {
            preconditionFailure("the pixels are no whole numbers")
        }
        try body(table, pixels)
    }
}

/// Galaxies that cannot be joined.
private struct JoinProblems {
    /// How many, and one of them: the first by its bytes, so that it is always the same one.
    struct Count {
        var count = 0
        var one = ""

        mutating func note(_ id: String) {
            if count == 0 || id < one { one = id }
            count += 1
        }
    }

    /// Galaxies of the catalogue that are not in the survey's, and those that are there more than once.
    var absent = Count(), twice = Count()

    func check(_ extended: PublicationRequest.Extended, rows: Int) throws {
        if absent.count > 0 {
            throw InputError(
                file: extended.path, column: extended.id,
                problem:
                    "\(absent.count) of \(rows) galaxies of the catalogue are not here, '\(absent.one)' is one of them",
                remedy: "Name the catalogue from which the galaxies were taken, and its column of their identifiers")
        }
        if twice.count > 0 {
            throw InputError(
                file: extended.path, column: extended.id,
                problem: "\(twice.count) rows repeat the identifier of another, '\(twice.one)' is one of them",
                remedy: "Only a catalogue that has every galaxy once can be extended")
        }
    }
}
