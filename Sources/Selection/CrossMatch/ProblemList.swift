internal import Files
import Tables

#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// The table beside a cross-match of the rows that have no position and of repeated identifiers.
enum ProblemList {
    struct Written {
        /// The table; nil when there was nothing to list.
        let path: String?
        /// Rows that repeat an identifier, one number a side.
        let repeatedIDs: [Int]
    }

    /// Writes `NAME_problems.csv` for `output` = `NAME.csv` (or another ending); without problems, removes what an earlier
    /// run has left there.
    ///
    /// Columns: side (left or right), file, row (1 is the first), id, ra_deg, dec_deg, problem.
    static func write(beside output: String, sides: [(name: String, positions: CataloguePositions)]) throws -> Written {
        let repeats = try sides.map { side in
            try side.positions.idColumn.map { try RepeatedIdentifiers(in: side.positions.path, column: $0).repeats }
                ?? []
        }
        let path = TablePath.stem(of: output) + "_problems.csv"
        let counts = repeats.map(\.count)
        guard counts.contains(where: { $0 > 0 }) || sides.contains(where: { !$0.positions.problems.isEmpty }) else {
            guard unlink(path) == 0 || errno == ENOENT else { throw WriteError(path: path, code: errno) }
            return Written(path: nil, repeatedIDs: counts)
        }
        let infos = [
            ColumnInfo("side", .string), ColumnInfo("file", .string), ColumnInfo("row", .int64),
            ColumnInfo("id", .string),
            ColumnInfo("ra_deg", .double, unit: "deg"), ColumnInfo("dec_deg", .double, unit: "deg"),
            ColumnInfo("problem", .string),
        ]
        try TableFile.write(path, columns: infos) { writer in
            for (side, repeats) in zip(sides, repeats) {
                let file = side.positions.path
                func write(_ rows: [CataloguePositions.Problem]) throws {
                    try writer.write(
                        Table(columns: [
                            Column(infos[0], .string(rows.map { _ in side.name })),
                            Column(infos[1], .string(rows.map { _ in file })),
                            Column(infos[2], .int64(rows.map { Int64($0.row) })),
                            Column(infos[3], .string(rows.map(\.id))), Column(infos[4], .double(rows.map(\.ra))),
                            Column(infos[5], .double(rows.map(\.dec))), Column(infos[6], .string(rows.map(\.text))),
                        ]))
                }
                try write(side.positions.problems)
                try write(
                    repeats.map {
                        CataloguePositions.Problem(
                            row: $0.row, id: $0.id, ra: .nan, dec: .nan,
                            text: "the identifier stands in row \($0.firstRow) too")
                    })
            }
        }
        return Written(path: path, repeatedIDs: counts)
    }
}
