import Footprints
import Manifests
import Sky
import Surveys
import Tables

/// Galaxies with votes that both surveys see: the test sets.
struct MatchedGalaxies {
    /// The rows with the source survey's identifiers and positions.
    let source: PlacedGalaxies
    /// The same rows with the target survey's.
    let target: PlacedGalaxies
    /// Rows of the HP set: labels above the thresholds.
    let highProbability: [Int]
    /// Rows of the FO set: all, labelled by the larger vote.
    let fullOverlap: [Int]
    /// Class number of each row above the thresholds.
    let clear: [Int?]
    /// Class number of each row by the larger vote.
    let larger: [Int?]
    let duplicates: [Duplicates.Row]
    let steps: [SelectionSummary.Step]
    let notes: [String]

    /// Throws ``InputError`` as ``VotedGalaxies`` does.
    init(_ path: String, _ request: SelectionRequest) throws {
        let table = try IdentifierColumn.read(
            path, named: [request.sourceNames.id, request.targetNames.id].compactMap(\.self))
        let infos = table.columns.map(\.info)
        let own = try SurveyColumns(request.source, in: infos, path: path, names: request.sourceNames)
        let theirs = try SurveyColumns(
            request.target, in: infos, path: path, names: request.targetNames,
            except: own.id.columns + [own.positions.ra.name, own.positions.dec.name])
        source = try PlacedGalaxies(table, columns: own, path: path)
        target = try PlacedGalaxies(table, columns: theirs, path: path)
        let verdicts = try request.labels.verdicts(of: table)
        (clear, larger) = (verdicts.clear, verdicts.larger)
        var steps = [SelectionSummary.Step("matched", "rows", table.rowCount)]
        var notApplied: [Cut] = []
        let (source, target) = (source, target)
        var rows = (0..<table.rowCount).filter { source.positions[$0] != nil && target.positions[$0] != nil }
        steps.append(SelectionSummary.Step("matched", "without both positions", table.rowCount - rows.count))
        func drop(_ what: String, where isOut: (Int) -> Bool) {
            let before = rows.count
            rows.removeAll(where: isOut)
            steps.append(SelectionSummary.Step("matched", what, before - rows.count))
        }
        let (cuts, defaults) = request.effectiveCuts
        for cut in cuts {
            let column = theirs.column(cut.column, of: table)
            if column == nil && defaults.contains(cut.column) {
                notApplied.append(cut)
                continue
            }
            let accepted = try cut.accepted(in: table, column: column)
            drop("fail \(cut)") { !accepted[$0] }
        }
        if !request.footprint.isEverywhere {
            drop("outside the footprint") { target.positions[$0].map { !request.footprint.contains($0) } ?? true }
        }
        // The nearest pair first: of two galaxies that were matched to one, the nearer keeps it.
        let separations = rows.map { row -> Double in
            guard let left = source.positions[row], let right = target.positions[row] else { return .infinity }
            return left.separation(to: right).arcseconds
        }
        let nearestFirst = rows.indices.sorted { (separations[$0], $0) < (separations[$1], $1) }.map { rows[$0] }
        // A galaxy appears once in the test sets, whichever survey's identifier or position tells so.
        let truth = larger
        let first = Duplicates(
            nearestFirst, of: target, labels: truth.map { _ in nil }, radius: request.radius, table: "matched")
        let second = Duplicates(
            first.kept, of: source, labels: truth.map { _ in nil }, radius: request.radius, table: "matched")
        let kept = second.kept.sorted()
        steps.append(SelectionSummary.Step("matched", "the same galaxy as another row", rows.count - kept.count))
        highProbability = kept.filter { verdicts.clear[$0] != nil }
        fullOverlap = kept.filter { truth[$0] != nil }
        steps.append(SelectionSummary.Step("matched", "without a larger vote", kept.count - fullOverlap.count))
        duplicates = first.rows + second.rows
        self.steps = steps
        notes =
            notApplied.isEmpty
            ? []
            : [
                "not applied to the test sets, for \(path) lacks the columns: "
                    + notApplied.map(\.description).joined(separator: ", ")
            ]
    }
}
