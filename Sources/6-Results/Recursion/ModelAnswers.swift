import Adaptation
import Engines
import Files
import Foundation
import Inference
import Manifests
import Process
import Tables
import Training

/// What a run says of the galaxies that it is judged by.
struct ModelAnswers {
    /// Class of each held-out galaxy; nil where its picture cannot be read.
    let heldOut: [Int?]
    /// Classes of each galaxy that both surveys have seen, by either's picture.
    let pairs: [(Int?, Int?)]
}

/// The galaxies that rounds are judged by: labelled ones that nothing is learnt from, and those that both surveys see.
struct JudgedGalaxies {
    let rows: [Manifest.Row]
    /// Class number of each.
    let truths: [Int]
    /// Galaxies that both surveys see.
    let pairs: [PairedRow.Pair]

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
                remedy: "Train with a greater validation_fraction or calibration_fraction")
        }
        (self.rows, self.truths) = (rows, truths)
        self.pairs = try pairs.map { try PairedGalaxies($0, of: seen, target: nil, names: names).pairs } ?? []
    }

    /// What `run` says of them.
    ///
    /// - Parameter other: the run for pictures of the other survey.
    func answers(
        of run: RunDirectory, other: RunDirectory, _ recursion: Recursion, in folder: RoundFolder,
        _ progress: ProgressReporter
    ) throws -> ModelAnswers {
        func classes(_ run: RunDirectory, _ files: [String], _ name: String) throws -> [Int?] {
            guard !files.isEmpty else { return [] }
            let engine = try recursion.engine(run)
            let maker = try OutcomeMaker(
                engine, batch: recursion.batch, setLevel: nil, columns: [], path: recursion.unlabelled,
                names: GalaxyColumnNames())
            progress.begin("Judging by \(name)", total: files.count)
            defer { progress.end() }
            let text = ([engine.model.identity, "\(recursion.batch)"] + files).joined(separator: "\n")
            let found = try maker.look(
                at: files, unfinished: folder.unfinished(name),
                fingerprint: Checksum.hexadecimal(.sha256, of: Array(text.utf8)), seen: { progress.advance(to: $0) })
            defer { try? found.remove() }
            return try maker.outcomes(of: found, Table(columns: [])).outcomes.map(\.predicted)
        }
        let heldOut = try classes(run, rows.map(\.file), "held-out galaxies")
        let mine = try classes(run, pairs.map(\.source.row.file), "pairs in the run's survey")
        let others = try classes(other, pairs.map(\.target.row.file), "pairs in the other survey")
        return ModelAnswers(heldOut: heldOut, pairs: Array(zip(mine, others)))
    }
}
