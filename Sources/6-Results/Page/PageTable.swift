internal import Files
internal import Manifests
internal import Process
internal import Sky
internal import Tables

/// The rows of a map with what other tables know of the same galaxies.
struct PageTable {
    /// Path of the map, for messages.
    let path: String
    let rowCount: Int
    /// Identifiers, one a row; an empty one is missing.
    let ids: [String]
    /// The columns that are shown, the identifier first, without coordinates and positions.
    private(set) var columns: [Column] = []
    /// Coordinates `map_x`, `map_y` and, in three dimensions, `map_z`.
    let coordinates: [Column]
    /// Positions, one a row, nil where a row has none; nil where no table has positions.
    private(set) var sky: [SkyCoordinate?]?
    /// Pictures as written, with the folder of the table that names them.
    private(set) var files: (written: [String], folder: String)?
    private var names: FreeNames

    init(_ request: GalaxyPage.Request, progress: ProgressReporter) throws {
        path = request.map
        let table = try Self.read(request.map, id: request.id)
        rowCount = table.rowCount
        let identifier = try IdentifierColumn.required(
            in: table.columns.map(\.info), path: request.map, named: request.id)
        ids = try identifier.column(of: table).texts.map(trimmed)
        guard table.column("map_x") != nil, table.column("map_y") != nil else {
            throw InputError(
                file: request.map, problem: "there are no columns 'map_x' and 'map_y': this is no map",
                remedy: "Give the table that 'tuningfork map' wrote; other tables come with --manifest, --predictions "
                    + "and --clusters")
        }
        coordinates = ["map_x", "map_y", "map_z"].compactMap(table.column)
        names = FreeNames(taken: ["id", "map_x", "map_y", "map_z", "ra", "dec"])
        columns = [Column("id", .string(ids), ucd: "meta.id;meta.main", description: "Identifier of the galaxy")]
        let own = Set(identifier.columns + coordinates.map(\.name))
        try add(table, rows: nil, except: own, suffix: "map", names: (request.ra, request.dec))
        let others = [
            (request.manifest, "manifest"), (request.predictions, "predictions"), (request.clusters, "clusters"),
        ]
        for case (let path?, let suffix) in others { try join(path, suffix, progress) }
        addConfidence()
        sortColumns()
    }

    private static func read(_ path: String, id: String?) throws -> Table {
        let table = try IdentifierColumn.read(path, text: GalaxyColumn.literalNames, named: [id].compactMap(\.self))
        guard table.rowCount > 0 else {
            throw InputError(file: path, problem: "the table has no rows", remedy: "List one galaxy a row")
        }
        return table
    }

    /// Adds the columns of another table to the galaxies of the same identifier; of several rows the first counts.
    private mutating func join(_ other: String, _ suffix: String, _ progress: ProgressReporter) throws {
        let table = try Self.read(other, id: nil)
        let same = try SameGalaxies(table, at: other, of: ids, in: path)
        if same.absent > 0 { progress.say("\(same.absent) of \(rowCount) galaxies of \(path) are not in \(other)") }
        try add(
            table, rows: same.rows, except: Set(same.identifier.columns), suffix: suffix, names: (nil, nil))
    }

    private mutating func add(
        _ table: Table, rows: [Int]?, except own: Set<String>, suffix: String, names given: (ra: String?, dec: String?)
    ) throws {
        let path = table.path ?? path
        let infos = table.columns.map(\.info)
        var left = own
        if let found = try PositionColumns.find(in: infos, path: path, ra: given.ra, dec: given.dec) {
            let positions = try found.positions(of: table)
            if sky == nil { sky = rows.map { $0.map { $0 < 0 ? nil : positions[$0] } } ?? positions }
            left.formUnion([found.ra.name, found.dec.name])
        }
        let file = ([GalaxyColumn.file.name] + GalaxyColumn.file.aliases).lazy
            .compactMap { ColumnNames.index(of: $0, in: infos.map(\.name)) }.first
        for (place, column) in table.columns.enumerated() where !left.contains(column.name) {
            let column = rows.map { column.gathered($0) } ?? column
            // The manifest's own paths count before those that were carried into a map or predictions.
            if place == file, files == nil || suffix == "manifest" {
                files = (column.texts.map(trimmed), Self.folder(of: TableFile.file(of: path)))
            }
            if let twin = columns.firstIndex(where: { $0.name == column.name }) {
                if place == file, suffix == "manifest" { columns[twin] = column }
                if place == file || columns[twin].texts == column.texts { continue }
            }
            columns.append(column.renamed(names.takeFree(column.name, .suffix("_" + suffix))))
        }
    }

    /// The highest of the probabilities `p_CLASS`, where there are two or more.
    private mutating func addConfidence() {
        let shares = columns.filter {
            $0.name.hasPrefix("p_") && ($0.type == .float || $0.type == .double) && $0.ucd?.hasPrefix("meta") != true
        }
        guard shares.count >= 2, !columns.contains(where: { $0.name.lowercased() == "confidence" }) else { return }
        let highest = (0..<rowCount).map { row in shares.compactMap { $0.double(row) }.max() ?? .nan }
        columns.append(Column("confidence", .double(highest), description: "Highest of the probabilities"))
    }

    /// What people look for stands first, what machines need last.
    private mutating func sortColumns() {
        let first = ["id", "class", "label", "confidence", "cluster", "cluster_probability"]
        let last = ["file", "flag", "reason", "model"]
        func rank(_ name: String) -> Int {
            if let place = first.firstIndex(of: name) { return place }
            return last.firstIndex(of: name).map { first.count + 1 + $0 } ?? first.count
        }
        let ranks = columns.map { rank($0.name) }
        columns = columns.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.map { columns[$0] }
    }

    /// Name of the column that colours the points at first.
    func colorColumn(_ wanted: String?) throws -> String? {
        let all = columns.map(\.name)
        if let wanted {
            guard let place = ColumnNames.index(of: wanted, in: all) else {
                throw ColumnNames.missing([wanted], in: all, path: path)
            }
            return all[place]
        }
        let known = ["class", "label", "cluster", "confidence"]
        return ColumnNames.first(of: known, in: all)
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }
}
