internal import Files
import Sky
import Surveys
import Tables

/// The positions of all rows of a table, read in batches, and what is wrong with the rows that have none.
struct CataloguePositions {
    /// A row that cannot take part, or that repeats another.
    struct Problem: Sendable {
        /// Number of the row, 1 is the first.
        let row: Int
        let id: String
        /// As the table gives them; NaN where missing.
        let ra, dec: Double
        let text: String
    }

    /// The table.
    let path: String
    /// The columns that the positions come from.
    let columns: PositionColumns
    /// Column of the identifiers, when there is one.
    let idColumn: String?
    let rowCount: Int
    /// Positions of the rows that have one, in order.
    let positions: [SkyCoordinate]
    /// The row (0 is the first) of each position; nil when every row has one.
    let rows: [Int32]?
    /// Rows without a possible position.
    let problems: [Problem]
    /// How many of ``problems`` have no number at all in one of the two columns.
    let missingCount: Int

    /// The row (0 is the first) of a position.
    func row(of position: Int) -> Int { rows.map { Int($0[position]) } ?? position }

    /// Reads the columns of position and identifier.
    ///
    /// Throws ``InputError``: a table that cannot be read or has no rows, no columns of position, text that is none, and
    /// positions most of which are impossible.
    init(_ side: CrossMatchRequest.Side) throws {
        let path = side.path
        let all = try TableFile.reader(path).columns
        let columns = try PositionColumns(all, path: path, ra: side.ra, dec: side.dec)
        let idColumn = try IdentifierColumn.find(in: all, path: path, named: side.id)
        var wanted = [columns.ra.name, columns.dec.name]
        if let idColumn, !wanted.contains(idColumn) { wanted.append(idColumn) }
        let reader = try TableFile.reader(path, columns: wanted)
        var positions: [SkyCoordinate] = []
        if let count = reader.rowCount { positions.reserveCapacity(count) }
        var rows: [Int32] = []
        var problems: [Problem] = []
        var (rowCount, missingCount) = (0, 0)
        while let batch = try reader.next(1 << 16) {
            let degrees = try columns.degrees(of: batch)
            let ids = idColumn.flatMap { batch.column($0) }
            for row in 0..<batch.rowCount {
                let (ra, dec) = (degrees.ra[row], degrees.dec[row])
                if degrees.isPosition(row) {
                    positions.append(try SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec)))
                    if !problems.isEmpty { rows.append(Int32(rowCount + row)) }
                } else {
                    if problems.isEmpty { rows = (0..<Int32(positions.count)).map { $0 } }
                    if ra.isNaN || dec.isNaN { missingCount += 1 }
                    problems.append(
                        Problem(
                            row: rowCount + row + 1, id: ids?.text(row) ?? "", ra: ra, dec: dec,
                            text: degrees.problem(row) ?? ""))
                }
            }
            rowCount += batch.rowCount
        }
        guard rowCount > 0 else {
            throw InputError(file: path, problem: "the table has no rows", remedy: "Give a table with galaxies in it")
        }
        self.path = path
        self.columns = columns
        self.idColumn = idColumn
        self.rowCount = rowCount
        self.positions = positions
        self.rows = problems.isEmpty ? nil : rows
        self.problems = problems
        self.missingCount = missingCount
        try checkPossible()
    }

    /// Throws when no row has a position, or most of those with numbers lie outside of the sky.
    private func checkPossible() throws {
        let impossible = problems.count - missingCount
        if positions.isEmpty && impossible == 0 {
            throw InputError(
                file: path, column: columns.ra.name, problem: "none of the \(rowCount) rows has a position",
                remedy: "Name the columns of right ascension and declination")
        }
        guard impossible > positions.count, let first = problems.first(where: { !$0.ra.isNaN && !$0.dec.isNaN }) else {
            return
        }
        let swappable = problems.count { (-90...90).contains($0.ra) && (0...360).contains($0.dec) }
        let isSwapped = swappable * 10 > impossible * 9
        let isRightAscension = !(0...360).contains(first.ra)
        throw InputError(
            file: path, row: first.row, column: isRightAscension ? columns.ra.name : columns.dec.name,
            problem: "\(first.text), and \(impossible) of \(rowCount) positions are impossible"
                + (isSwapped ? "; right ascension and declination seem to be swapped" : ""),
            remedy: isSwapped
                ? "Name '\(columns.dec.name)' as right ascension and '\(columns.ra.name)' as declination"
                : "Name the columns that hold degrees, or give the columns their unit")
    }
}
