internal import Files
package import Sky
package import Tables

/// Rows of a table that have no position, gathered while the table is read.
package struct PositionProblems {
    /// A row that cannot take part, or that repeats another.
    package struct Row: Sendable {
        /// Number of the row, 1 is the first.
        package let row: Int
        package let id: String
        /// As the table gives them; NaN where missing.
        package let ra, dec: Double
        package let text: String
    }

    package let path: String
    package let columns: PositionColumns
    package private(set) var rows: [Row] = []
    /// How many of ``rows`` have no number in at least one of the two columns.
    package private(set) var missingCount = 0

    package init(_ path: String, _ columns: PositionColumns) {
        self.path = path
        self.columns = columns
    }

    /// Notes a row of a batch that has no position.
    private mutating func add(_ degrees: PositionBatch, _ row: Int, number: Int, id: String) {
        let (ra, dec) = (degrees.ra[row], degrees.dec[row])
        if ra.isNaN || dec.isNaN { missingCount += 1 }
        rows.append(Row(row: number, id: id, ra: ra, dec: dec, text: degrees.problem(row) ?? ""))
    }

    /// The positions of a batch; the rows that have none are noted.
    ///
    /// - Parameter ids: the identifiers of the batch, where the table has any.
    package mutating func positions(of batch: Table, ids: Column?) throws -> [SkyCoordinate?] {
        let degrees = try degrees(of: batch, ids: ids)
        return (0..<batch.rowCount).map { degrees.position($0) }
    }

    /// The positions of a batch as numbers, whether they are possible or not; the rows that have none are noted.
    ///
    /// - Parameter ids: the identifiers of the batch, where the table has any.
    package mutating func degrees(of batch: Table, ids: Column?) throws -> PositionBatch {
        let degrees = try columns.degrees(of: batch)
        for row in 0..<batch.rowCount where !degrees.isPosition(row) {
            add(degrees, row, number: batch.firstRow + row, id: ids?.text(row) ?? "")
        }
        return degrees
    }

    /// Throws ``InputError`` when the table has no rows, none has a position, or most of those with numbers lie outside of
    /// the sky; then it also says whether right ascension and declination are swapped.
    package func check(rowCount: Int) throws {
        guard rowCount > 0 else {
            throw InputError(file: path, problem: "the table has no rows", remedy: "Give a table with galaxies in it")
        }
        let impossible = rows.count - missingCount
        let possible = rowCount - rows.count
        if possible == 0 && impossible == 0 {
            throw InputError(
                file: path, column: columns.ra.name,
                problem: "none of the \(rowCount) rows has a position",
                remedy: "Name the columns of right ascension and declination")
        }
        guard impossible > possible, let first = rows.first(where: { !$0.ra.isNaN && !$0.dec.isNaN }) else { return }
        let swappable = rows.count { (-90...90).contains($0.ra) && (0...360).contains($0.dec) }
        let isSwapped = swappable * 10 > impossible * 9
        let isRightAscension = !(0...360).contains(first.ra)
        throw InputError(
            file: path, row: first.row, column: isRightAscension ? columns.ra.name : columns.dec.name,
            problem: "\(first.text), and \(impossible) of \(rowCount) positions are impossible"
                + (isSwapped ? "; right ascension and declination seem to be swapped" : ""),
            remedy: isSwapped
                ? "Name '\(columns.dec.name)' as right ascension and '\(columns.ra.name)' as declination"
                : "Name the columns that hold degrees, or say in which unit they are (--ra-unit, --dec-unit)")
    }
}
