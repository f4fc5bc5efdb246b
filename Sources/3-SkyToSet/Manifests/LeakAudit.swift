internal import Files
public import Sky
import Tables

/// Galaxies that stand in a training and in a test set: the same identifier and not far apart, the same image, or positions
/// within a radius.
public struct LeakAudit: Sendable {
    /// In order of the training galaxies.
    public let leaks: [Leak]

    /// Compares every training with every test galaxy.
    public init(training: [Leak.Galaxy], test: [Leak.Galaxy], radius: Angle = Angle(arcseconds: 1)) {
        func objects(_ galaxies: [Leak.Galaxy]) -> SkyObjects {
            let files = FileKeys(galaxies.lazy.map(\.file))
            return SkyObjects(kinds: 2, positions: galaxies.map(\.position)) { kind, row in
                kind == 0 ? SharedKey.id(galaxies[row].id) : files.key(row, of: galaxies[row].file)
            }
        }
        let sharing: [Leak.Sharing] = [.id, .file]
        leaks = objects(training).pairs(with: objects(test), within: radius).map {
            Leak(
                training: training[$0.left], test: test[$0.right],
                sharing: $0.sharedKey.map { sharing[$0] } ?? .position, separation: $0.separation)
        }
    }

    /// Leaks that were found before.
    package init(leaks: [Leak]) { self.leaks = leaks }

    /// Reads the galaxies of a manifest or another table with identifiers, positions or both.
    ///
    /// - Parameter id: column of the identifiers, instead of looking for it.
    /// - Returns: the galaxies, and of a table with columns of position the rows that have none.
    /// - Throws: ``InputError``: a table that cannot be read, has no rows, or neither identifiers nor positions.
    package static func read(
        _ path: String, id: String? = nil
    ) throws -> (galaxies: [Leak.Galaxy], problems: [PositionProblems.Row]) {
        let columns = try TableFile.reader(path).columns
        let places = try PositionColumns.find(in: columns, path: path)
        let found = try IdentifierColumn.find(in: columns, path: path, named: id)
        let identifier = places == nil ? try found ?? IdentifierColumn.required(in: columns, path: path) : found
        let file = try? GalaxyTable.Columns(in: columns, path: path, needs: [.file], names: GalaxyColumnNames(id: id))
        let wanted =
            (identifier?.columns ?? []) + [file?.file].compactMap(\.self)
            + (places.map { [$0.ra.name, $0.dec.name] } ?? [])
        let text = GalaxyColumn.literalNames + (identifier?.columns ?? [])
        let reader = try IdentifierColumn.reader(
            path, columns: wanted, text: text, named: identifier?.columns ?? [])
        var problems = places.map { PositionProblems(path, $0) }
        var galaxies: [Leak.Galaxy] = []
        while let batch = try reader.next(1 << 16) {
            let ids = try identifier?.column(of: batch)
            let positions = try problems?.positions(of: batch, ids: ids)
            let files = try file?.files(of: batch, mayBeEmpty: true)
            galaxies += (0..<batch.rowCount).map {
                Leak.Galaxy(
                    set: path, row: batch.firstRow + $0, id: ids?.text($0) ?? "", position: positions?[$0],
                    file: files?[$0] ?? "")
            }
        }
        guard !galaxies.isEmpty else {
            throw InputError(file: path, problem: "the table has no rows", remedy: "Give a table with galaxies in it")
        }
        return (galaxies, problems?.rows ?? [])
    }

    /// The galaxies of ``read(_:id:)`` alone.
    public static func galaxies(of path: String) throws -> [Leak.Galaxy] { try read(path).galaxies }

    private static let columns = [
        ColumnInfo("training_set", .string), ColumnInfo("training_row", .int64), ColumnInfo("training_id", .string),
        ColumnInfo("test_set", .string), ColumnInfo("test_row", .int64), ColumnInfo("test_id", .string),
        ColumnInfo("same_id", .boolean), ColumnInfo("separation_arcsec", .double, unit: "arcsec"),
        ColumnInfo("ra", .double, unit: "deg"), ColumnInfo("dec", .double, unit: "deg"),
    ]

    /// Writes the leaks as a table, a row a pair; `ra` and `dec` are those of the test galaxy. Throws ``WriteError``.
    public func write(to path: String) throws {
        let values: [Column.Values] = [
            .string(leaks.map(\.training.set)), .int64(leaks.map { Int64($0.training.row) }),
            .string(leaks.map(\.training.id)), .string(leaks.map(\.test.set)), .int64(leaks.map { Int64($0.test.row) }),
            .string(leaks.map(\.test.id)), .boolean(leaks.map { $0.sharing == .id }),
            .double(leaks.map { $0.separation?.arcseconds ?? .nan }),
            .double(leaks.map { $0.test.position?.ra.degrees ?? .nan }),
            .double(leaks.map { $0.test.position?.dec.degrees ?? .nan }),
        ]
        try TableFile.write(Table(columns: zip(Self.columns, values).map { Column($0, $1) }), to: path)
    }
}
