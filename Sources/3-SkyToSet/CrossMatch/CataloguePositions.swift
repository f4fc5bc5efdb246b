import Manifests
import Sky
import Tables

/// The positions of all rows of a table, read in batches, and what is wrong with the rows that have none.
struct CataloguePositions {
    /// The table.
    let path: String
    /// The columns that the positions come from.
    let columns: PositionColumns
    /// What identifies its galaxies, when something does.
    let identifier: IdentifierColumn?
    let rowCount: Int
    /// Positions of the rows that have one, in order.
    let positions: [SkyCoordinate]
    /// The row (0 is the first) of each position; nil when every row has one.
    let rows: [Int32]?
    /// Rows without a possible position.
    let problems: [PositionProblems.Row]
    /// Rows that repeat an identifier.
    let repeats: [RepeatedIdentifiers.Repeat]

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
        let identifier = try IdentifierColumn.find(in: all, path: path, named: side.id)
        var wanted = [columns.ra.name, columns.dec.name]
        for name in identifier?.columns ?? [] where !wanted.contains(name) { wanted.append(name) }
        let reader = try IdentifierColumn.reader(path, columns: wanted, named: identifier?.columns ?? [])
        var positions: [SkyCoordinate] = []
        if let count = reader.rowCount { positions.reserveCapacity(count) }
        var rows: [Int32] = []
        var problems = PositionProblems(path, columns)
        var keys = RepeatedIdentifiers.Keys()
        var rowCount = 0
        while let batch = try reader.next(1 << 16) {
            let ids = try identifier?.column(of: batch)
            if let ids { keys.add(ids) }
            let areAllPlaced = problems.rows.isEmpty
            let found = try problems.positions(of: batch, ids: ids)
            if areAllPlaced && !problems.rows.isEmpty { rows = (0..<Int32(rowCount)).map { $0 } }
            for (row, position) in found.enumerated() {
                guard let position else { continue }
                positions.append(position)
                if !problems.rows.isEmpty { rows.append(Int32(rowCount + row)) }
            }
            rowCount += batch.rowCount
        }
        try problems.check(rowCount: rowCount)
        self.path = path
        self.columns = columns
        self.identifier = identifier
        self.rowCount = rowCount
        self.positions = positions
        self.rows = problems.rows.isEmpty ? nil : rows
        self.problems = problems.rows
        repeats = try identifier.map { try RepeatedIdentifiers(keys, in: path, $0).repeats } ?? []
    }

    /// Opens all columns of the table, identifiers with their digits.
    func reader() throws -> any TableReader {
        try IdentifierColumn.reader(path, named: identifier?.columns ?? [])
    }
}
