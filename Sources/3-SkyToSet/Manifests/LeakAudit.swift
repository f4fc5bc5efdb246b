public import Sky
import Tables

/// Galaxies that stand in a training and in a test set: the same identifier, or positions within a radius.
public struct LeakAudit: Sendable {
    /// In order of the training galaxies.
    public let leaks: [Leak]

    /// Compares every training with every test galaxy.
    public init(training: [Leak.Galaxy], test: [Leak.Galaxy], radius: Angle = Angle(arcseconds: 1)) {
        func objects(_ galaxies: [Leak.Galaxy]) -> SkyObjects {
            SkyObjects(keys: [galaxies.map(\.id)], positions: galaxies.map(\.position))
        }
        leaks = objects(training).pairs(with: objects(test), within: radius).map {
            Leak(
                training: training[$0.left], test: test[$0.right], sharing: $0.sharedKey != nil ? .id : .position,
                separation: $0.separation)
        }
    }

    /// Leaks that were found before.
    package init(leaks: [Leak]) { self.leaks = leaks }

    /// Reads the galaxies of a manifest or another table with identifiers and positions.
    ///
    /// Throws ``InputError``.
    public static func galaxies(of path: String) throws -> [Leak.Galaxy] {
        let columns = try TableFile.reader(path).columns
        let id = try IdentifierColumn.required(in: columns, path: path)
        let places = try PositionColumns(columns, path: path)
        let reader = try TableFile.reader(path, columns: [id, places.ra.name, places.dec.name], text: [id])
        var galaxies: [Leak.Galaxy] = []
        while let batch = try reader.next(1 << 16) {
            let (ids, positions) = try (batch.texts(id), places.positions(of: batch))
            galaxies += ids.indices.map {
                Leak.Galaxy(set: path, row: batch.firstRow + $0, id: ids[$0], position: positions[$0])
            }
        }
        return galaxies
    }

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
