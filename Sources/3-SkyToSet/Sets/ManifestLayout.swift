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
    private let carried: CarriedColumns

    /// - Parameters:
    ///   - catalogue: the columns of the table that the rows come from.
    ///   - own: which of them are the survey's identifier and position.
    ///   - other: suffix for columns whose names are taken, such as `_sdss`.
    init(_ catalogue: [ColumnInfo], own: SurveyColumns, other: String, hasLabels: Bool) {
        let first = ([.id, .survey, .ra, .dec] + (hasLabels ? [.label] : []) as [GalaxyColumn]).map(\.info)
        let suffix = "_" + own.survey.name.lowercased()
        carried = CarriedColumns(
            catalogue, besides: first,
            leavingOut: Set(
                [own.positions.ra.name, own.positions.dec.name]
                    + (own.id.name.lowercased() == "id" ? [own.id.name] : [])),
            // The survey's own names are given first.
            preferring: {
                $0.name.lowercased().hasSuffix(suffix) && $0.name.count > suffix.count
                    ? String($0.name.dropLast(suffix.count)) : nil
            }, renaming: .suffix(other))
        columns = first + carried.infos
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
        let ids = try own.id.column(of: table)
        var values: [Column.Values] = [
            .string(rows.map { ids.text($0) }), .string(rows.map { _ in own.survey.name }),
            .double(rows.map { positions[$0]?.ra.degrees ?? .nan }),
            .double(rows.map { positions[$0]?.dec.degrees ?? .nan }),
        ]
        if hasLabels { values.append(.string(labels)) }
        let first = zip(columns, values).map { Column($0, $1) }
        return Table(columns: first + carried.columns(of: table.gathered(rows)), path: table.path)
    }
}
