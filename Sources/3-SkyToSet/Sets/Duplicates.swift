internal import Files
import Sky
import Tables

/// Rows of a table that are one galaxy: the same identifier, or positions within the radius.
struct Duplicates {
    /// A row of a galaxy that has several.
    struct Row {
        let table: String
        /// Number of the row, 1 is the first.
        let row: Int
        let id: String
        let position: SkyCoordinate?
        /// Row of the same galaxy that stands for it; nil when none does.
        let keptRow: Int?
        let reason: String
    }

    /// The rows that are kept, in the order given.
    let kept: [Int]
    /// All rows of the galaxies that have several.
    let rows: [Row]

    /// Keeps the first row of each galaxy; none where the labels of its rows differ.
    ///
    /// - Parameters:
    ///   - candidates: rows of `galaxies` (0 is the first), the preferred ones first.
    ///   - labels: label of each row of `galaxies`.
    ///   - table: what the table is here, for the list.
    init(_ candidates: [Int], of galaxies: PlacedGalaxies, labels: [Int?], radius: Angle, table: String) {
        let objects = SkyObjects(
            keys: [candidates.map { galaxies.ids[$0] }], positions: candidates.map { galaxies.positions[$0] })
        var isKept = [Bool](repeating: false, count: candidates.count)
        var rows: [Row] = []
        for members in objects.groups(within: radius).members {
            let own = members.map { candidates[$0] }
            let agrees = own.allSatisfy { labels[$0] == labels[own[0]] }
            if agrees { isKept[members[0]] = true }
            guard own.count > 1 else { continue }
            for row in own {
                rows.append(
                    Row(
                        table: table, row: row + 1, id: galaxies.ids[row], position: galaxies.positions[row],
                        keptRow: agrees ? own[0] + 1 : nil,
                        reason: agrees ? (row == own[0] ? "kept" : "the same galaxy") : "the labels differ"))
            }
        }
        kept = candidates.indices.filter { isKept[$0] }.map { candidates[$0] }
        self.rows = rows
    }

    private static let columns = [
        ColumnInfo("table", .string), ColumnInfo("row", .int64), ColumnInfo("id", .string),
        ColumnInfo("ra", .double, unit: "deg"), ColumnInfo("dec", .double, unit: "deg"),
        ColumnInfo("kept_row", .int64, description: "Row that stands for the galaxy"), ColumnInfo("reason", .string),
    ]

    /// Writes table, row, id, ra, dec, kept_row and reason.
    static func write(_ rows: [Row], to path: String) throws {
        let values: [Column.Values] = [
            .string(rows.map(\.table)), .int64(rows.map { Int64($0.row) }), .string(rows.map(\.id)),
            .double(rows.map { $0.position?.ra.degrees ?? .nan }),
            .double(rows.map { $0.position?.dec.degrees ?? .nan }),
            .int64(rows.map { Int64($0.keptRow ?? 0) }), .string(rows.map(\.reason)),
        ]
        let marks = rows.map { $0.keptRow == nil }
        try TableFile.write(
            Table(
                columns: zip(columns, values).map { info, values in
                    Column(info, values, isMissing: info.name == "kept_row" ? marks : nil)
                }), to: path)
    }
}
