import Manifests
import Sky
import Surveys
import Tables

/// The galaxies that volunteers voted on.
struct VotedGalaxies {
    let galaxies: PlacedGalaxies
    /// Class number of each row by the thresholds.
    let labels: [Int?]
    /// Rows with a label and a position that meet the cuts.
    let candidates: [Int]
    let steps: [SelectionSummary.Step]

    /// Throws ``InputError``: no columns of position, identifier or votes, cells that are no fractions, no rows.
    init(_ request: SelectionRequest) throws {
        let path = request.votes
        let table = try IdentifierColumn.read(path, named: [request.sourceNames.id].compactMap(\.self))
        let columns = try SurveyColumns(
            request.source, in: table.columns.map(\.info), path: path, names: request.sourceNames)
        let galaxies = try PlacedGalaxies(table, columns: columns, path: path)
        let verdicts = try request.labels.verdicts(of: table)
        var steps = [
            SelectionSummary.Step("votes", "rows", table.rowCount),
            SelectionSummary.Step("votes", "without a position", galaxies.problems.count),
            SelectionSummary.Step("votes", "without votes", verdicts.missing),
            SelectionSummary.Step(
                "votes", "below the thresholds", verdicts.clear.count { $0 == nil } - verdicts.missing),
        ]
        var rows = (0..<table.rowCount).filter { verdicts.clear[$0] != nil && galaxies.positions[$0] != nil }
        for cut in request.sourceCuts {
            let accepted = try cut.accepted(in: table, column: columns.column(cut.column, of: table))
            let before = rows.count
            rows.removeAll { !accepted[$0] }
            steps.append(SelectionSummary.Step("votes", "fail \(cut)", before - rows.count))
        }
        steps.append(SelectionSummary.Step("votes", "labelled", rows.count))
        self.galaxies = galaxies
        labels = verdicts.clear
        candidates = rows
        self.steps = steps
    }
}
