import Evaluation
import Files
import Foundation
import Manifests
import Process
import Recursion
import Tables
import Training

/// What the demonstration lets its network do with the survey that nobody has labelled: one guarded round in which it learns from
/// its own surest labels, as `tuningfork recurse` does; and what that was worth by the truth.
struct TaughtNetwork {
    let run: RunDirectory
    /// The survey's galaxies.
    let manifest: String
    /// Galaxies that the run's survey sees too.
    let pairs: String
    /// Tables that the network is tested on.
    let tests: [String]
    /// Those of ``manifest`` that are of a class, with it as their label.
    let truth: String
    /// Table with COADD_OBJECT_ID and kind: what all that is simulated is.
    let kinds: String
    /// Folder of the taught run.
    let output: String
    let device: String
    let threads: Int?

    /// What came of it.
    struct Outcome {
        /// The network that learnt; nil where the round was rolled back, or there was nothing to learn from.
        let run: RunDirectory?
        /// What was done, for the terminal.
        let lines: [String]
        /// The same for the report.
        let note: Report.Note
    }

    private static let name = "One round of learning from its own labels, simulated DES"

    /// - Parameter replaces: whether what an earlier demonstration has left is removed first.
    func perform(replaces: Bool, _ progress: ProgressReporter) throws -> Outcome {
        if replaces { try removeEarlier() }
        var recursion = Recursion(of: run, unlabelled: manifest, output: RunDirectory(output))
        (recursion.pairs, recursion.tests) = (pairs, tests)
        (recursion.device, recursion.threads) = (device, threads)
        recursion.settings.rounds = 1
        do {
            let record = try recursion.perform(progress: progress)
            let chosen = try chosen()
            let lines = words(record) + (chosen.map { [$0] } ?? [])
            return Outcome(
                run: record.kept > 0 ? RunDirectory(output) : nil, lines: lines,
                note: Report.Note(name: Self.name, words: lines, tables: tables(record)))
        } catch let error as InputError {
            let lines = ["The network learns nothing from its own labels: \(error.problem)."]
            return Outcome(run: nil, lines: lines, note: Report.Note(name: Self.name, words: lines))
        }
    }

    private func removeEarlier() throws {
        for folder in [output, output + ".unfinished"] where FileManager.default.fileExists(atPath: folder) {
            guard Recursion.isOne(folder) else {
                throw InputError(
                    file: folder, problem: "no recursion has made this",
                    remedy: "Move it away, or give another --output")
            }
            try FileManager.default.removeItem(atPath: folder)
        }
    }

    private func words(_ record: RecursionRecord) -> [String] {
        guard let round = record.rounds.first else {
            return ["Nothing was learnt, and the network stays as it was trained: \(record.end)."]
        }
        func list(_ counts: [String: Int]) -> String {
            counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        }
        let left = round.leftOut.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let contradicted = round.contradicted
        return [
            "The network learnt anew from its own labels of \(list(round.chosen)) galaxies, beside the labelled ones of simulated SDSS. "
                + "Sure were \(list(round.sure)). Not learnt from: "
                + left.map { "\($0.value) (\($0.key))" }.joined(separator: ", ") + ".",
            "It contradicts \(contradicted.count) of the \(contradicted.galaxies) labels that it was taught with; "
                + "\(percent(round.expectedWrong)) were expected to be wrong.",
            round.reasons.isEmpty
                ? "The judge kept the round: no figure that can be measured without DES labels fell."
                : "The judge rolled the round back, and the network stays as it was trained: "
                    + round.reasons.joined(separator: "; ") + ".",
        ]
    }

    private func percent(_ share: Double) -> String { "\(decimals(share * 100, 1)) %" }

    /// What the judge saw before and after the round.
    private func tables(_ record: RecursionRecord) -> [Report.Note.Table] {
        guard let round = record.rounds.first else { return [] }
        func share(_ share: RecursionRecord.Share?) -> String {
            guard let share, share.galaxies > 0 else { return "–" }
            return
                "\(percent(share.value)) [\(decimals(share.low * 100, 1)), \(decimals(share.high * 100, 1))] of \(share.galaxies)"
        }
        func rows(_ name: (String) -> String, _ figures: (RecursionRecord.Figures) -> [String: RecursionRecord.Share]?)
            -> [[String]]
        {
            (figures(record.first) ?? [:]).keys.sorted().map { key in
                [name(key), share(figures(record.first)?[key]), share(figures(round.figures)?[key])]
            }
        }
        return [
            (
                "What the judge saw, without a label of simulated DES",
                [["", "before", "in the round"]]
                    + rows({ "recall of \($0), held-out galaxies of simulated SDSS" }, { $0.recall })
                    + [
                        [
                            "both surveys' pictures of a galaxy of one class", share(record.first.pairsAgree),
                            share(round.figures.pairsAgree),
                        ]
                    ]
                    + rows({ "recall of \($0) in simulated DES, class by simulated SDSS" }, { $0.recallInOther })
            )
        ]
    }

    /// How many of the labels that were learnt from are right, by the truth; nil where there are none.
    private func chosen() throws -> String? {
        let history = RunDirectory(output).pseudoLabels
        guard FileManager.default.fileExists(atPath: history) else { return nil }
        func texts(_ path: String, _ key: String, _ value: String) throws -> [String: String] {
            let table = try TableFile.read(path, columns: [key, value], text: [key, value])
            return Dictionary(
                zip(try table.texts(key), try table.texts(value)), uniquingKeysWith: { first, _ in first })
        }
        let classes = try texts(truth, "id", "label")
        let kindOf = try texts(kinds, "COADD_OBJECT_ID", "kind")
        let labels = try TableFile.read(history, text: ["id", "class"])
        let marks = try labels.doubles(GalaxyColumn.isPseudoLabel.name)
        var (all, right, wrong) = (0, 0, 0)
        var others: [String: Int] = [:]
        for (row, (id, label)) in zip(try labels.texts("id"), try labels.texts("class")).enumerated()
        where marks[row] == 1 {
            all += 1
            if let own = classes[id] {
                if own == label { right += 1 } else { wrong += 1 }
            } else {
                others[kindOf[id] ?? "of no kind", default: 0] += 1
            }
        }
        guard all > 0 else { return nil }
        let interval = Intervals.wilson(successes: Double(right), trials: Double(all))
        let named = others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        return "By the truth, which nobody has of a real survey, \(right) of the \(all) labels are right "
            + "(\(percent(Double(right) / Double(all))), 95 % interval \(percent(interval.lowerBound)) to \(percent(interval.upperBound))), "
            + "\(wrong) are the other class's, and \(others.values.reduce(0, +)) of galaxies of neither class"
            + (named.isEmpty ? "." : ": \(named.joined(separator: ", ")).")
    }
}
