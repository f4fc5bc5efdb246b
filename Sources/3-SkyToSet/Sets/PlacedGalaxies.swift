import Manifests
import Sky
import Tables

/// A table in memory with the position of each galaxy.
struct PlacedGalaxies {
    let table: Table
    let columns: SurveyColumns
    /// Identifier of each row.
    let ids: [String]
    /// Position of each row; nil where it has none.
    let positions: [SkyCoordinate?]
    /// Rows without a position.
    let problems: [PositionProblems.Row]

    /// Throws ``InputError`` as ``PositionProblems/check(rowCount:)`` does.
    init(_ table: Table, columns: SurveyColumns, path: String) throws {
        let ids = try columns.id.column(of: table)
        var problems = PositionProblems(path, columns.positions)
        positions = try problems.positions(of: table, ids: ids)
        try problems.check(rowCount: table.rowCount)
        self.ids = ids.texts
        self.table = table
        self.columns = columns
        self.problems = problems.rows
    }

    /// Answers whether a galaxy of another table is one of these, by identifier; equal ones far apart are two.
    var named: (_ id: String, _ position: SkyCoordinate?) -> Bool {
        let rows = Dictionary(grouping: ids.indices.filter { !ids[$0].isEmpty }) { ids[$0] }
        return { id, position in
            rows[id]?.contains { !SkyObjects.areApart(positions[$0], position) } ?? false
        }
    }
}
