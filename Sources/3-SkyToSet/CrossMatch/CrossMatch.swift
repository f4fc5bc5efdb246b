internal import Files
import Manifests
public import Process
import Sky
import Surveys
import Tables

/// Joins two catalogues by position.
///
/// ```swift
/// let request = CrossMatchRequest(left: .init("votes.csv"), right: .init("des.fits"), output: "votes_des.fits")
/// let summary = try CrossMatch.perform(request, progress: ProgressReporter())
/// print(summary.table())
/// ```
///
/// Each table is read for its positions first and for its other columns later, so that of the right side only the
/// matched rows and of the left side only a batch are in memory.
public struct CrossMatch {
    private let request: CrossMatchRequest
    private let left, right: CataloguePositions
    private let matches: [SkyMatch]

    /// Matches the two tables and writes the joined one, whole or not at all.
    ///
    /// The output has the columns of both sides; names that both have are told apart by suffixes
    /// (``CrossMatchRequest/suffixes``). `separation_arcsec` is the great-circle distance; when the left side has such a
    /// column from an earlier cross-match, the new one has the right side's suffix. Rows come in the order of the left
    /// table. Rows without a position and repeated identifiers are listed beside the output, in `NAME_problems.csv`.
    ///
    /// - Parameter progress: is told what is being done.
    /// - Throws: ``InputError`` for tables that cannot be read, have no rows or no positions, positions most of which are
    ///   impossible, catalogues that do not overlap, and right ascension and declination that are swapped;
    ///   ``WriteError``.
    @discardableResult
    public static func perform(
        _ request: CrossMatchRequest, progress: ProgressReporter = .silent
    ) throws -> CrossMatchSummary {
        let problemList = TableFile.stem(of: request.output) + "_problems.csv"
        try OutputFiles.check(
            [request.output, problemList], tables: [request.left.path, request.right.path])
        try ProblemList.checkIsOwn(problemList)
        let columns = try [request.left, request.right].map { try TableFile.reader($0.path).columns.count }
        try TableFile.checkColumns(columns.reduce(1, +), of: request.output)
        progress.say("Reading the positions of \(request.left.path)")
        let left = try CataloguePositions(request.left)
        progress.say("Reading the positions of \(request.right.path)")
        let right = try CataloguePositions(request.right)
        progress.say("Matching \(left.positions.count) with \(right.positions.count) positions")
        let matches = matches(left.positions, right.positions, request)
        let footprints = FootprintCheck(left.positions, right.positions)
        try footprints.check(left: left, right: right, pairs: matches.count)
        let join = CrossMatch(request: request, left: left, right: right, matches: matches)
        progress.say("Writing \(request.output)")
        let written = try join.write()
        let parts = [("left", left), ("right", right)].map { name, side in
            ProblemList.Part(table: name, file: side.path, rows: side.problems + side.repeats.map(\.problem))
        }
        let list = try ProblemList.write(parts, to: problemList)
        return join.summary(written, list, footprints)
    }

    private static func matches(
        _ left: [SkyCoordinate], _ right: [SkyCoordinate], _ request: CrossMatchRequest
    ) -> [SkyMatch] {
        let (radius, threads) = (request.radius, request.threads)
        switch request.mode {
        case .nearest: return SkyIndex(right, threads: threads).nearest(to: left, within: radius, threads: threads)
        case .mutual: return SkyIndex.mutual(left, right, within: radius, threads: threads)
        case .all:
            var matches = SkyIndex(right, threads: threads).all(within: radius, of: left, threads: threads)
            // Of one left row the nearest first.
            var start = 0
            while start < matches.count {
                var end = start + 1
                while end < matches.count && matches[end].left == matches[start].left { end += 1 }
                if end - start > 1 {
                    matches[start..<end].sort { ($0.separation, $0.right) < ($1.separation, $1.right) }
                }
                start = end
            }
            return matches
        }
    }

    /// Writes the joined table; returns its number of rows.
    private func write() throws -> Int {
        let leftReader = try left.reader()
        let (partners, places) = try matchedRows()
        let suffixes = request.suffixes ?? ("", Self.suffix(of: partners.columns.map(\.info)))
        let names = JoinedNames(
            left: leftReader.columns, right: partners.columns.map(\.info), suffixes: suffixes)
        let separation = ColumnInfo(
            names.separation, .double, unit: "arcsec", ucd: "pos.angDistance",
            description: "Great-circle distance of the two positions")
        let leftInfos = zip(leftReader.columns, names.left).map { Self.renamed($0, $1) }
        let rightInfos = zip(partners.columns, names.right).map { column, name in
            var info = Self.renamed(column.info, name)
            // The main position and identifier of the joined table are the left side's.
            info.ucd = info.ucd.map { $0.hasSuffix(";meta.main") ? String($0.dropLast(10)) : $0 }
            return info
        }
        var written = 0
        try TableFile.write(request.output, columns: leftInfos + rightInfos + [separation]) { writer in
            var (next, position, firstRow) = (0, 0, 0)
            while let batch = try leftReader.next(1 << 15) {
                var rows: (left: [Int32], right: [Int32], separations: [Double]) = ([], [], [])
                for row in 0..<batch.rowCount {
                    let hasPosition = position < left.positions.count && left.row(of: position) == firstRow + row
                    let before = rows.left.count
                    while hasPosition && next < matches.count && matches[next].left == position {
                        rows.left.append(Int32(row))
                        rows.right.append(places[right.row(of: matches[next].right)])
                        rows.separations.append(matches[next].separation.arcseconds)
                        next += 1
                    }
                    if request.keepUnmatched && rows.left.count == before {
                        rows.left.append(Int32(row))
                        rows.right.append(-1)
                        rows.separations.append(.nan)
                    }
                    if hasPosition { position += 1 }
                }
                firstRow += batch.rowCount
                written += rows.left.count
                guard !rows.left.isEmpty else { continue }
                let own = zip(batch.gathered(rows.left).columns, leftInfos)
                let theirs = zip(partners.gathered(rows.right).columns, rightInfos)
                let columns =
                    own.map { Column($1, $0.values, isMissing: $0.isMissing) }
                    + theirs.map { Column($1, $0.values, isMissing: $0.isMissing) }
                try writer.write(Table(columns: columns + [Column(separation, .double(rows.separations))]))
            }
        }
        return written
    }

    /// The right rows that have a match, and where each row of the right table stands among them (−1: nowhere).
    private func matchedRows() throws -> (table: Table, places: [Int32]) {
        var isWanted = [Bool](repeating: false, count: right.rowCount)
        for match in matches { isWanted[right.row(of: match.right)] = true }
        let table = try MatchedRowReader(right.reader(), isWanted: isWanted).rest()
        var places = [Int32](repeating: -1, count: right.rowCount)
        var place: Int32 = 0
        for row in isWanted.indices where isWanted[row] {
            places[row] = place
            place += 1
        }
        return (table, places)
    }

    private func summary(_ written: Int, _ problemList: String?, _ footprints: FootprintCheck)
        -> CrossMatchSummary
    {
        func side(
            _ positions: CataloguePositions, _ inside: Double, _ index: (SkyMatch) -> Int
        ) -> CrossMatchSummary.Side {
            var counts = [UInt8](repeating: 0, count: positions.positions.count)
            for match in matches { counts[index(match)] = min(2, counts[index(match)] + 1) }
            return CrossMatchSummary.Side(
                path: positions.path, raColumn: positions.columns.ra.name, decColumn: positions.columns.dec.name,
                idColumn: positions.identifier?.columns.joined(separator: ","), rows: positions.rowCount,
                withoutPosition: positions.problems.count,
                repeatedIDs: positions.repeats.count, matched: counts.count { $0 > 0 },
                matchedSeveralTimes: counts.count { $0 > 1 }, insideOther: inside)
        }
        let separations = matches.map(\.separation.arcseconds).sorted()
        return CrossMatchSummary(
            mode: request.mode, radiusArcsec: request.radius.arcseconds,
            left: side(left, footprints.leftInside, \.left),
            right: side(right, footprints.rightInside, \.right), pairs: matches.count, rowsWritten: written,
            medianSeparationArcsec: separations.isEmpty ? nil : separations[separations.count / 2],
            output: request.output, problemList: problemList)
    }

    /// The suffix for the columns of a survey's catalogue.
    private static func suffix(of columns: [ColumnInfo]) -> String {
        "_" + (Survey.recognised(from: columns.map(\.name))?.name ?? "2")
    }

    private static func renamed(_ column: ColumnInfo, _ name: String) -> ColumnInfo {
        var column = column
        column.name = name
        return column
    }
}
