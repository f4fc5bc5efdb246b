internal import Files
internal import Manifests
internal import Process
internal import Tables

/// The galaxies of a map, with what other tables know of them.
struct MapTable {
    /// Path of the map, for messages.
    let path: String
    let isFlat: Bool
    /// Places of the galaxies that have some.
    let points: [SIMD3<Double>]
    /// The row of the map of each of these.
    let rows: [Int]
    /// Rows without a place.
    let absent: Int
    /// The map's columns, then those of the other tables under names that are free, a cell for each row of the map.
    private(set) var columns: [Column] = []
    private let ids: [String]
    private var files: (cells: [String], folder: String)?

    init(_ request: MapFigure.Request, progress: ProgressReporter) throws {
        path = request.map
        let table = try IdentifierColumn.read(
            path, text: GalaxyColumn.literalNames, named: [request.id].compactMap(\.self))
        guard table.column("map_x") != nil, table.column("map_y") != nil else {
            throw InputError(
                file: path, problem: "there are no columns 'map_x' and 'map_y': this is no map",
                remedy: "Give the table that 'tuningfork map' wrote; other tables come with --join")
        }
        let axes = ["map_x", "map_y", "map_z"].filter { table.column($0) != nil }
        isFlat = axes.count == 2
        let values = try axes.map { try table.doubles($0) }
        var (points, rows): ([SIMD3<Double>], [Int]) = ([], [])
        for row in 0..<table.rowCount {
            let place = values.compactMap { $0[row] }
            guard place.count == axes.count else { continue }
            points.append(SIMD3(place[0], place[1], isFlat ? 0 : place[2]))
            rows.append(row)
        }
        guard !rows.isEmpty else {
            throw InputError(
                file: path, problem: "no galaxy has a place on the map",
                remedy: "Make the map from vectors that are finite")
        }
        (self.points, self.rows, absent) = (points, rows, table.rowCount - rows.count)
        if request.joined.isEmpty {
            ids = []
        } else {
            let identifier = try IdentifierColumn.required(in: table.columns.map(\.info), path: path, named: request.id)
            ids = try identifier.column(of: table).texts.map(trimmed)
        }
        add(table, at: path, rows: nil)
        for other in request.joined { try join(other, progress) }
    }

    /// Adds another table's columns; of several rows of a galaxy the first counts.
    private mutating func join(_ other: String, _ progress: ProgressReporter) throws {
        let table = try IdentifierColumn.read(other, text: GalaxyColumn.literalNames)
        let same = try SameGalaxies(table, at: other, of: ids, in: path)
        if same.absent > 0 {
            progress.warn("\(same.absent) of \(ids.count) galaxies of \(path) are not in \(other)")
        }
        add(table, at: other, rows: same.rows)
    }

    private mutating func add(_ table: Table, at path: String, rows: [Int]?) {
        let names = [GalaxyColumn.file.name] + GalaxyColumn.file.aliases
        for column in table.columns {
            let column = rows.map { column.gathered($0) } ?? column
            // A manifest's own paths count before those that were carried into the map.
            if names.contains(where: { $0.lowercased() == column.name.lowercased() }) {
                let file = TableFile.file(of: path)
                let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
                files = (column.texts.map(trimmed), folder)
            }
            if columns.contains(where: { $0.name == column.name }) { continue }
            columns.append(column)
        }
    }

    var hasFiles: Bool { files != nil }

    /// The picture of a point; nil when its row names none.
    func file(of point: Int) -> String? {
        guard let files, case let cell = files.cells[rows[point]], !cell.isEmpty else { return nil }
        return cell.hasPrefix("/") ? cell : files.folder + cell
    }
}
