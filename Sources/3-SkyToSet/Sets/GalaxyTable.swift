import Manifests
import Sky
import Tables

/// A table in memory with the position of each galaxy.
struct GalaxyTable {
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
        let degrees = try columns.positions.degrees(of: table)
        ids = try table.texts(columns.id)
        var problems = PositionProblems(path, columns.positions)
        var positions = [SkyCoordinate?](repeating: nil, count: table.rowCount)
        for row in 0..<table.rowCount {
            if degrees.isPosition(row) {
                positions[row] = try SkyCoordinate(
                    ra: Angle(degrees: degrees.ra[row]), dec: Angle(degrees: degrees.dec[row]))
            } else {
                problems.add(degrees, row, number: row + 1, id: ids[row])
            }
        }
        try problems.check(rowCount: table.rowCount)
        self.table = table
        self.columns = columns
        self.positions = positions
        self.problems = problems.rows
    }
}
