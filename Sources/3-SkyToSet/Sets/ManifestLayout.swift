import Manifests
import Sky
import Surveys
import Tables

/// The columns of a set: id, survey, ra, dec, label, and everything the catalogue has besides.
///
/// In the manifest of a survey its own columns have their own names: `KRON_RADIUS_des` becomes `KRON_RADIUS` there. Those
/// of the other side that would have the same name get that side's name as suffix: `ra_sdss`.
struct ManifestLayout {
    /// The columns, in order.
    let columns: [ColumnInfo]
    private let own: SurveyColumns
    private let hasLabels: Bool
    /// Names of the catalogue's columns that are carried, in order of the last of ``columns``.
    private let carried: [String]

    private static let id = ColumnInfo("id", .string, ucd: "meta.id;meta.main", description: "Identifier of the galaxy")
    private static let survey = ColumnInfo("survey", .string, ucd: "meta.id", description: "Survey that sees it here")
    private static let ra = ColumnInfo("ra", .double, unit: "deg", ucd: "pos.eq.ra;meta.main", description: "ICRS")
    private static let dec = ColumnInfo("dec", .double, unit: "deg", ucd: "pos.eq.dec;meta.main", description: "ICRS")
    private static let label = ColumnInfo("label", .string, ucd: "src.morph.type", description: "Class by the votes")

    /// - Parameters:
    ///   - catalogue: the columns of the table that the rows come from.
    ///   - own: which of them are the survey's identifier and position.
    ///   - other: suffix for columns whose names are taken, such as `_sdss`.
    init(_ catalogue: [ColumnInfo], own: SurveyColumns, other: String, hasLabels: Bool) {
        let first = [Self.id, Self.survey, Self.ra, Self.dec] + (hasLabels ? [Self.label] : [])
        let dropped = [own.positions.ra.name, own.positions.dec.name] + (own.id.lowercased() == "id" ? [own.id] : [])
        let suffix = "_" + own.survey.name.lowercased()
        let rest = catalogue.filter { !dropped.contains($0.name) }
        var used = Set(first.map(\.name))
        // The survey's own names are given first.
        var names: [String: String] = [:]
        for column in rest where column.name.lowercased().hasSuffix(suffix) {
            let stem = String(column.name.dropLast(suffix.count))
            if !stem.isEmpty && used.insert(stem.lowercased()).inserted { names[column.name] = stem }
        }
        // Then those that need no change, and last those whose name is taken.
        for column in rest where names[column.name] == nil && used.insert(column.name.lowercased()).inserted {
            names[column.name] = column.name
        }
        for column in rest where names[column.name] == nil {
            var name = column.name + other
            while !used.insert(name.lowercased()).inserted { name += "_votes" }
            names[column.name] = name
        }
        columns =
            first
            + rest.map { column in
                var column = column
                column.name = names[column.name] ?? column.name
                column.ucd = column.ucd.map { $0.hasSuffix(";meta.main") ? String($0.dropLast(10)) : $0 }
                return column
            }
        carried = rest.map(\.name)
        self.own = own
        self.hasLabels = hasLabels
    }

    /// Some rows of the catalogue as rows of the manifest.
    ///
    /// - Parameters:
    ///   - table: the catalogue or a batch of it.
    ///   - rows: which rows, 0 is the first.
    ///   - positions: one a row of `table`; those of `rows` are known.
    ///   - labels: one a row of `rows`.
    func batch(_ table: Table, rows: [Int], positions: [SkyCoordinate?], labels: [String]) throws -> Table {
        let ids = try table.requiredColumn(own.id)
        var values: [Column.Values] = [
            .string(rows.map { ids.text($0) }), .string(rows.map { _ in own.survey.name }),
            .double(rows.map { positions[$0]?.ra.degrees ?? .nan }),
            .double(rows.map { positions[$0]?.dec.degrees ?? .nan }),
        ]
        if hasLabels { values.append(.string(labels)) }
        let first = zip(columns, values).map { Column($0, $1) }
        let others = try zip(columns.dropFirst(values.count), carried).map { info, name in
            let column = try table.requiredColumn(name).gathered(rows)
            return Column(info, column.values, isMissing: column.isMissing)
        }
        return Table(columns: first + others, path: table.path)
    }
}
