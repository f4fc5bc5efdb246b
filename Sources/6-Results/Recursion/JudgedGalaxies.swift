import Adaptation
import Engines
import Files
import Inference
import Manifests
import Process
import Tables
import Training

/// The galaxies that rounds are judged by: labelled ones that nothing is learnt from, and those that both surveys see.
struct JudgedGalaxies {
    let rows: [Manifest.Row]
    /// Class number of each.
    let truths: [Int]
    /// Galaxies that both surveys see; nil where none are given.
    let pairs: PairedGalaxies?
    /// Class number of each of those; nil where it is none of ``rows``.
    let truthsOfPairs: [Int?]

    /// - Parameters:
    ///   - run: the first run; its validation and calibration galaxies are held out.
    ///   - pairs: table of galaxies that both surveys have seen, two rows each with the same id; nil for none.
    /// - Throws: ``Files/InputError`` when there are no held-out galaxies of some class, or the pairs are not the same galaxies.
    init(_ run: RunDirectory, pairs: String?, names: GalaxyColumnNames) throws {
        let classes = try RunInfo.read(run).classes.map { $0.lowercased() }
        let seen = try SeenGalaxies(run)
        var (rows, truths): ([Manifest.Row], [Int]) = ([], [])
        for (row, side) in zip(seen.rows, seen.sides) where side != .training {
            guard let number = row.label.flatMap({ classes.firstIndex(of: $0.lowercased()) }) else { continue }
            rows.append(row)
            truths.append(number)
        }
        if let missing = classes.indices.first(where: { !truths.contains($0) }) {
            throw InputError(
                file: run.galaxies, column: "set",
                problem: "no labelled galaxy of '\(classes[missing])' is held out, and rounds are judged by those",
                remedy:
                    "Train with --validation, or a greater calibration_fraction; validation_fraction holds other galaxies out "
                    + "for every seed")
        }
        (self.rows, self.truths) = (rows, truths)
        self.pairs = try pairs.map { try PairedGalaxies($0, of: seen, target: nil, names: names) }
        let sources = self.pairs?.pairs.map(\.source.row) ?? []
        let truthOfRow = Dictionary(zip(rows.map(\.row), truths)) { first, _ in first }
        let found = Leak.find(training: rows, test: sources).map { ($0.test.row, truthOfRow[$0.training.row]) }
        let truthOfSource = Dictionary(found) { first, _ in first }
        truthsOfPairs = sources.map { truthOfSource[$0.row] ?? nil }
    }

    /// What a network says of them.
    ///
    /// - Parameter isAdapted: whether it was adapted to the other survey, whose pictures it then sees as that.
    func answers(
        of network: RoundNetwork, isAdapted: Bool, batch: Int, _ progress: ProgressReporter
    ) throws -> ModelAnswers {
        func outcomes(_ engine: any Engine, _ files: [String], _ name: String) throws -> [ClassOutcome] {
            guard !files.isEmpty else { return [] }
            let maker = try OutcomeMaker(
                engine, batch: batch, setLevel: nil, columns: [], path: network.run.galaxies,
                names: GalaxyColumnNames())
            progress.begin("Judging by \(name)", total: files.count)
            defer { progress.end() }
            let text = ([engine.model.identity, "\(batch)"] + files).joined(separator: "\n")
            let found = try maker.look(
                at: files, unfinished: network.folder.unfinished(name),
                fingerprint: Checksum.hexadecimal(.sha256, of: Array(text.utf8)), seen: { progress.advance(to: $0) })
            defer { try? found.remove() }
            return maker.outcomes(of: found)
        }
        let heldOut = try outcomes(network.engine, rows.map(\.file), "held-out galaxies")
        // In the order in which an adaptation looks at them: then they are known.
        let files = pairs?.files ?? []
        let own = try outcomes(network.engine, files, "pairs in the run's survey")
        let other = isAdapted ? try outcomes(network.adapted(), files, "pairs in the other survey") : own
        return ModelAnswers(
            heldOut: heldOut.map(\.predicted),
            pairs: stride(from: 0, to: files.count, by: 2).map { place in
                .init(
                    own: own[place].predicted, probability: own[place].probabilities?.max() ?? 0,
                    other: other[place + 1].predicted)
            })
    }
}
