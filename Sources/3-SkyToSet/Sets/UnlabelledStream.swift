import Files
import Footprints
import Manifests
import Sky
import Surveys
import Tables

/// Walks through the target survey's catalogue: which galaxies no volunteer has seen, and which voted ones it sees.
struct UnlabelledStream {
    let request: SelectionRequest
    /// Rows of the votes table with a position, and the index of their positions.
    let votedRows: [Int]
    let voted: SkyIndex
    /// Whether a galaxy of the target survey is a matched one, by identifier.
    let isMatched: (_ id: String, _ position: SkyCoordinate?) -> Bool

    /// What came out.
    struct Outcome {
        /// Rows of the votes table that the catalogue sees.
        var seen: Set<Int> = []
        var count = 0
        var steps: [SelectionSummary.Step] = []
        var problems: [PositionProblems.Row] = []
    }

    init(_ request: SelectionRequest, votes: VotedGalaxies, matched: MatchedGalaxies?) {
        self.request = request
        let positions = votes.galaxies.positions
        votedRows = positions.indices.filter { positions[$0] != nil }
        voted = SkyIndex(votedRows.compactMap { positions[$0] })
        isMatched = matched?.target.named ?? { _, _ in false }
    }

    /// Writes the unlabelled galaxies of `catalogue` to `path` while it is read.
    ///
    /// - Parameter found: is given the positions that were written.
    func write(
        _ catalogue: String, to path: String, found: ([SkyCoordinate]) -> Void, progress: (Int) -> Void
    ) throws -> Outcome {
        let reader = try IdentifierColumn.reader(catalogue, named: [request.targetNames.id].compactMap(\.self))
        let columns = try SurveyColumns(
            request.target, in: reader.columns, path: catalogue, names: request.targetNames)
        let layout = ManifestLayout(reader.columns, own: columns, other: "_catalogue", hasLabels: false)
        let cuts = request.effectiveCuts.cuts + request.effectiveUnlabelledCuts
        let header = Table(columns: reader.columns.map { Column($0, .init(empty: $0.type)) }, path: catalogue)
        for cut in cuts where request.isDefault(cut) && columns.column(cut.column, of: header) == nil {
            throw InputError(
                file: catalogue,
                problem:
                    "there is no column '\(cut.column)', which a default cut of \(request.target.name) needs (\(cut))",
                remedy: "Give a catalogue with it, or apply no default cuts (--no-default-cuts, with your own --cut)")
        }
        var outcome = Outcome()
        var failed = [Int](repeating: 0, count: cuts.count)
        var (rowCount, outside, known) = (0, 0, 0)
        var problems = PositionProblems(catalogue, columns.positions)
        try TableFile.write(path, columns: layout.columns) { writer in
            while let batch = try reader.next(1 << 15) {
                let ids = try columns.id.column(of: batch)
                let positions = try problems.positions(of: batch, ids: ids)
                var rows = (0..<batch.rowCount).filter { positions[$0] != nil }
                var isVoted = [Bool](repeating: false, count: batch.rowCount)
                for match in voted.all(within: request.radius, of: rows.compactMap { positions[$0] }) {
                    outcome.seen.insert(votedRows[match.right])
                    isVoted[rows[match.left]] = true
                }
                for (number, cut) in cuts.enumerated() {
                    let accepted = try cut.accepted(in: batch, column: columns.column(cut.column, of: batch))
                    let before = rows.count
                    rows.removeAll { !accepted[$0] }
                    failed[number] += before - rows.count
                }
                var before = rows.count
                rows.removeAll { positions[$0].map { !request.footprint.contains($0) } ?? true }
                outside += before - rows.count
                before = rows.count
                rows.removeAll { isVoted[$0] || isMatched(ids.text($0), positions[$0]) }
                known += before - rows.count
                rowCount += batch.rowCount
                if !rows.isEmpty {
                    try writer.write(layout.batch(batch, rows: rows, positions: positions, labels: []))
                    found(rows.compactMap { positions[$0] })
                    outcome.count += rows.count
                }
                progress(rowCount)
            }
            try problems.check(rowCount: rowCount)
        }
        outcome.problems = problems.rows
        func add(_ what: String, _ rows: Int) { outcome.steps.append(SelectionSummary.Step("catalogue", what, rows)) }
        add("rows", rowCount)
        add("without a position", problems.rows.count)
        for (cut, count) in zip(cuts, failed) { add("fail \(cut)", count) }
        if !request.footprint.isEverywhere { add("outside the footprint", outside) }
        add("galaxies with votes", known)
        return outcome
    }
}
