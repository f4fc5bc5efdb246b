internal import Files
public import Sky
import Tables

/// Galaxies that stand in a training and in a test set: the same identifier, or positions within a radius.
public struct LeakAudit: Sendable {
    /// One galaxy, as a set has it.
    public struct Galaxy: Sendable, Equatable {
        /// The set or its file.
        public let set: String
        /// Number of its row, 1 is the first.
        public let row: Int
        public let id: String
        public let position: SkyCoordinate?

        public init(set: String, row: Int, id: String, position: SkyCoordinate?) {
            self.set = set
            self.row = row
            self.id = id
            self.position = position
        }
    }

    /// A galaxy on both sides.
    public struct Leak: Sendable, Equatable {
        public let training: Galaxy
        public let test: Galaxy
        /// Whether the identifiers are the same.
        public let sharesID: Bool
        public let separation: Angle?
    }

    /// In order of the training galaxies.
    public let leaks: [Leak]

    /// Compares every training with every test galaxy.
    public init(training: [Galaxy], test: [Galaxy], radius: Angle = Angle(arcseconds: 1)) {
        func objects(_ galaxies: [Galaxy]) -> SkyObjects {
            SkyObjects(keys: [galaxies.map(\.id)], positions: galaxies.map(\.position))
        }
        leaks = objects(training).pairs(with: objects(test), within: radius).map {
            Leak(
                training: training[$0.left], test: test[$0.right], sharesID: $0.sharedKey != nil,
                separation: $0.separation)
        }
    }

    /// Leaks that were found before.
    package init(leaks: [Leak]) { self.leaks = leaks }

    /// Reads the galaxies of a manifest or another table with identifiers and positions.
    ///
    /// Throws ``InputError``.
    public static func galaxies(of path: String) throws -> [Galaxy] {
        let table = try TableFile.read(path)
        let infos = table.columns.map(\.info)
        guard let id = try IdentifierColumn.find(in: infos, path: path) else {
            throw InputError(
                file: path, problem: "there is no column 'id'",
                remedy: "The columns are: " + infos.map(\.name).joined(separator: ", "))
        }
        let ids = try table.texts(id)
        let positions = try PositionColumns(infos, path: path).positions(of: table)
        return ids.indices.map { Galaxy(set: path, row: $0 + 1, id: ids[$0], position: positions[$0]) }
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
            .string(leaks.map(\.test.id)), .boolean(leaks.map(\.sharesID)),
            .double(leaks.map { $0.separation?.arcseconds ?? .nan }),
            .double(leaks.map { $0.test.position?.ra.degrees ?? .nan }),
            .double(leaks.map { $0.test.position?.dec.degrees ?? .nan }),
        ]
        try TableFile.write(Table(columns: zip(Self.columns, values).map { Column($0, $1) }), to: path)
    }
}
