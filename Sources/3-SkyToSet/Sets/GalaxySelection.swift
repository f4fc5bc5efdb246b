import Drawing
internal import Files
import Footprints
import Manifests
public import Process
internal import Randomness
import Sky
import Surveys
import Tables

/// Makes labelled sets from catalogues: training, validation, high probability (HP), full overlap (FO) and unlabelled,
/// as in Khan et al. 2019 (arXiv:1812.02183).
///
/// Training and validation galaxies have votes above the thresholds and are not seen by the target survey. The HP set has
/// those that both surveys see; the FO set all galaxies with votes that both see, labelled by the larger vote. The
/// unlabelled set has the target survey's galaxies that no galaxy with votes lies near.
public struct GalaxySelection {
    /// Makes the sets and writes a manifest (without files) for each, lists of leaks, duplicates and rows without a
    /// position where there are any, and a picture of the footprint.
    ///
    /// The folder holds these and nothing of an earlier run afterwards: all files take their places together (``FileSet``),
    /// and those that an earlier run wrote and this one does not are removed. Where leaks end the run, their list is all
    /// that it leaves. On any other error the folder stays as it was.
    ///
    /// - Parameter progress: is told what is being done.
    /// - Throws: ``InputError`` for tables, columns and cells that are not right, with file, row and column; for leaks
    ///   when the policy is to fail; when no galaxy is left to train on; for a file in the folder that has the name of a
    ///   set or a list, and that no run wrote or somebody changed since. ``WriteError``.
    @discardableResult
    public static func perform(
        _ request: SelectionRequest, progress: ProgressReporter = .silent
    ) throws -> SelectionSummary {
        let files = try FileSet(
            request.output, maker: "select", names: request.fileNames, inputs: request.inputs)
        progress.say("Reading \(request.votes)")
        let votes = try VotedGalaxies(request)
        if let path = request.matched { progress.say("Reading \(path)") }
        let matched = try request.matched.map { try MatchedGalaxies($0, request) }
        var selection = GalaxySelection(request: request, files: files, votes: votes, matched: matched)
        try selection.streamCatalogue(progress)
        try selection.takeLeaksApart()
        try selection.writeSets()
        let summary = try selection.finish()
        try files.commit()
        return summary
    }

    private let request: SelectionRequest
    private let files: FileSet
    private let votes: VotedGalaxies
    private let matched: MatchedGalaxies?
    private var candidates: [Int]
    private var seen: Set<Int> = []
    private var steps: [SelectionSummary.Step]
    private var sets: [SelectionSummary.GalaxySet] = []
    private var layers: [FootprintMap.Layer] = []
    private var problems: [ProblemList.Part]
    private var duplicates: [Duplicates.Row] = []
    private var unlabelled: (set: SelectionSummary.GalaxySet, layer: FootprintMap.Layer)?
    private var leaks: [Leak] = []

    private init(request: SelectionRequest, files: FileSet, votes: VotedGalaxies, matched: MatchedGalaxies?) {
        self.request = request
        self.files = files
        self.votes = votes
        self.matched = matched
        candidates = votes.candidates
        steps = votes.steps
        problems = [.init(table: "votes", file: request.votes, rows: votes.galaxies.problems)]
        if let matched, let path = request.matched {
            problems.append(.init(table: "matched", file: path, rows: matched.source.problems))
            problems.append(.init(table: "matched", file: path, rows: matched.target.problems))
        }
    }

    /// Where a table ends up.
    private func path(_ name: String) -> String { "\(request.output)/\(name)\(request.ending)" }

    /// Where it is written until all are.
    private func draft(_ name: String) -> String { files.path(of: name + request.ending) }

    /// Writes the unlabelled set.
    private mutating func streamCatalogue(_ progress: ProgressReporter) throws {
        guard let catalogue = request.catalogue else { return }
        progress.say("Reading \(catalogue)")
        let stream = UnlabelledStream(request, votes: votes, matched: matched)
        var layer = FootprintMap.Layer(name: "unlabelled", colour: .unlabelled)
        var next = 1_000_000
        let outcome = try stream.write(
            catalogue, to: draft("unlabelled"), found: { layer.add($0) },
            progress: { rows in
                guard rows >= next else { return }
                progress.say("\(rows) rows of \(catalogue)")
                next = rows + 1_000_000
            })
        seen = outcome.seen
        let set = SelectionSummary.GalaxySet(
            name: "unlabelled", survey: request.target.name, count: outcome.count, classes: [:],
            path: path("unlabelled"))
        unlabelled = (set, layer)
        problems.append(.init(table: "catalogue", file: catalogue, rows: outcome.problems))
        steps += (matched?.steps ?? []) + outcome.steps
    }

    /// Holds out what the target survey sees, and takes galaxies that the tables have twice apart.
    private mutating func takeLeaksApart() throws {
        if request.catalogue == nil { steps += matched?.steps ?? [] }
        let galaxies = votes.galaxies
        func drop(_ what: String, _ isOut: (Int) -> Bool) {
            let before = candidates.count
            candidates.removeAll(where: isOut)
            steps.append(SelectionSummary.Step("training and validation", what, before - candidates.count))
        }
        let heldOut = matched?.source.named ?? { _, _ in false }
        drop("seen by \(request.target.name)") {
            seen.contains($0) || heldOut(galaxies.ids[$0], galaxies.positions[$0])
        }
        if request.holdsOutFootprint && !request.footprint.isEverywhere {
            drop("inside the footprint") { galaxies.positions[$0].map(request.footprint.contains) ?? true }
        }
        let own = Duplicates(
            candidates, of: galaxies, labels: votes.labels, radius: request.radius, table: "votes")
        duplicates = own.rows + (matched?.duplicates ?? [])
        let isKept = Set(own.kept)
        drop("the same galaxy as another row") { !isKept.contains($0) }

        leaks = findLeaks().leaks
        if let first = leaks.first, request.leakPolicy == .fail { try refuse(first) }
        let leaking = Set(leaks.map { $0.training.row - 1 })
        drop("the same galaxy as a test galaxy") { leaking.contains($0) }
        guard !candidates.isEmpty else {
            throw InputError(
                file: request.votes, problem: "no galaxy is left to train on",
                remedy: "Lower the thresholds, or give a votes table that reaches beyond the target survey")
        }
    }

    /// Leaves the list of leaks alone in the folder, and throws.
    private func refuse(_ first: Leak) throws {
        try files.discard()
        try LeakAudit(leaks: leaks).write(to: draft("leaks"))
        try files.commit()
        throw InputError(
            file: request.votes, row: first.training.row,
            problem: "\(leaks.count) training galaxies are test galaxies too, the first is '\(first.training.id)'; "
                + "they are listed in \(path("leaks")), and no set was written",
            remedy: "Remove them, or let them be removed")
    }

    /// Compares the candidates with every test galaxy, at its position in either survey.
    private func findLeaks() -> LeakAudit {
        guard let matched else { return LeakAudit(leaks: []) }
        func galaxy(_ table: PlacedGalaxies, _ row: Int, _ set: String, id: String) -> Leak.Galaxy {
            Leak.Galaxy(set: set, row: row + 1, id: id, position: table.positions[row])
        }
        let training = candidates.map { galaxy(votes.galaxies, $0, request.votes, id: votes.galaxies.ids[$0]) }
        let tests = Set(matched.highProbability).union(matched.fullOverlap).sorted()
        let path = request.matched ?? ""
        let test = tests.flatMap { row in
            let id = matched.source.ids[row]
            return [galaxy(matched.source, row, path, id: id), galaxy(matched.target, row, path, id: id)]
        }
        var pairs: Set<[Int]> = []
        return LeakAudit(
            leaks: LeakAudit(training: training, test: test, radius: request.radius).leaks.filter {
                pairs.insert([$0.training.row, $0.test.row]).inserted
            })
    }

    /// Writes the manifests of the labelled sets.
    private mutating func writeSets() throws {
        let labels = candidates.map { votes.labels[$0] ?? 0 }
        let parts = StratifiedParts.deal(
            groups: candidates.indices.map { [$0] }, strata: labels,
            shares: [1 - request.validationShare, request.validationShare], seed: request.seed)
        let source = request.source.name
        for (name, part) in zip(["training", "validation"], parts) {
            let colour = name == "training" ? Colour.training : .validation
            try write(
                name, source, votes.galaxies, rows: part.map { candidates[$0] }, votes.labels, other: "_votes", colour)
        }
        if let unlabelled { layers.insert(unlabelled.layer, at: 1) }
        guard let matched else { return }
        let tests = [
            ("fo", matched.fullOverlap, matched.larger, Colour.fullOverlap),
            ("hp", matched.highProbability, matched.clear, .highProbability),
        ]
        for (name, rows, labels, colour) in tests {
            try write(
                "\(name)_\(source)", source, matched.source, rows: rows, labels, other: "_\(request.target.name)",
                colour)
            try write(
                "\(name)_\(request.target.name)", request.target.name, matched.target, rows: rows, labels,
                other: "_\(source)", nil)
        }
    }

    private mutating func write(
        _ name: String, _ survey: String, _ galaxies: PlacedGalaxies, rows: [Int], _ labels: [Int?], other: String,
        _ colour: Colour?
    ) throws {
        let names = request.labels.classes.map(\.name)
        let layout = ManifestLayout(
            galaxies.table.columns.map(\.info), own: galaxies.columns, other: other, hasLabels: true)
        let texts = rows.map { row in labels[row].map { names[$0] } ?? "" }
        let table = try layout.batch(galaxies.table, rows: rows, positions: galaxies.positions, labels: texts)
        try TableFile.write(draft(name), columns: layout.columns) { try $0.write(table) }
        var classes: [String: Int] = [:]
        for text in texts { classes[text, default: 0] += 1 }
        for name in names where classes[name] == nil { classes[name] = 0 }
        sets.append(
            SelectionSummary.GalaxySet(
                name: name, survey: survey, count: rows.count, classes: classes, path: path(name)))
        if let colour {
            var layer = FootprintMap.Layer(
                name: colour == .highProbability ? "HP" : colour == .fullOverlap ? "FO" : name,
                colour: colour)
            layer.add(rows.compactMap { galaxies.positions[$0] })
            layers.append(layer)
        }
    }

    /// What is empty: a set, or a class of one that is not.
    private var emptyNotes: [String] {
        sets.compactMap { set in
            if set.count == 0 { return "the set \(set.name) is empty" }
            let missing = request.labels.classes.filter { set.classes[$0.name] == 0 }
            guard let first = missing.first else { return nil }
            let columns = missing.map { "\($0.column), \($0.threshold)" }.joined(separator: "; ")
            let names = ([first] + missing.dropFirst()).map { "'\($0.name)'" }.joined(separator: ", ")
            return "the set \(set.name) has no galaxy of class \(names) (column and threshold: \(columns))"
        }
    }

    /// Writes the lists and the picture.
    private mutating func finish() throws -> SelectionSummary {
        if let unlabelled { sets.append(unlabelled.set) }
        var lists: [String] = []
        if !leaks.isEmpty {
            try LeakAudit(leaks: leaks).write(to: draft("leaks"))
            lists.append(path("leaks"))
        }
        if !duplicates.isEmpty {
            try Duplicates.write(duplicates, to: draft("duplicates"))
            lists.append(path("duplicates"))
        }
        if try ProblemList.write(problems, to: draft("problems")) != nil { lists.append(path("problems")) }
        let map = FootprintMap(layers: layers, footprint: request.footprint)
        try map.write(to: files.path(of: request.pictureName), width: request.pictureWidth)
        return SelectionSummary(
            classes: request.labels.classes.map(\.name), sets: sets, steps: steps, leaks: leaks.count,
            duplicates: duplicates.count, lists: lists, notes: (matched?.notes ?? []) + emptyNotes,
            picture: "\(request.output)/\(request.pictureName)", seed: request.seed)
    }
}
