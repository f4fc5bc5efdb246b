internal import ArgumentParser
internal import Confidence
internal import Foundation
internal import Randomness

/// How often the threshold that is chosen for another survey, without its labels, is as good as the best one.
///
/// Every case has scores of one kind (``MadeUpScores``), another number of galaxies, share of class 0, offset and change.
/// What a threshold loses is measured on 6,000 further galaxies of the other survey, whose classes are known.
struct ThresholdsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thresholds", abstract: "Choose thresholds of made-up surveys and count the right ones.")

    @Option(help: "Pairs that both surveys see; 0 for none.") var pairs = 100
    @Flag(help: "The other survey's galaxies are all of one class: without pairs every answer but a refusal is wrong.")
    var oneClass = false
    @Option(help: "Every how many of the 900 cases is looked at.") var every = 4
    @Option(help: "Sets drawn with replacement.") var resamples = 60
    @Option(help: "Predictions with labels of the survey that a network was trained on: scores are drawn, not made up.")
    var source: String?
    @Option(help: "The same of another survey, in place of --source's scores; galaxies that both see have one id.")
    var target: String?

    /// What became of some cases.
    private struct Tally {
        var cases = 0, right = 0, sourceRight = 0, refused = 0
        var moved = 0, movedRight = 0, kept = 0, keptRight = 0
    }

    mutating func validate() throws {
        guard pairs >= 0, every > 0, resamples > 1 else {
            throw ValidationError("Pairs are 0 or more, every 1 or more, resamples 2 or more.")
        }
        guard (source == nil) == (target == nil) else {
            throw ValidationError("Give --source and --target, or neither.")
        }
    }

    func run() throws {
        var tallies: [MadeUpScores.Family: Tally] = [:]
        var number = 0
        let samples = try source.flatMap { source in try target.map { try SampledScores(source: source, target: $0) } }
        let families = MadeUpScores.Family.allCases.filter { ($0 == .sampled) == (samples != nil) }
        for family in families {
            for galaxies in [200, 1000, 10_000] {
                for share in [0.05, 0.2, 0.5, 0.8, 0.95] {
                    for offset in [-4.0, -1.5, 0, 1.5, 4] {
                        for change in MadeUpScores.Change.allCases {
                            number += 1
                            guard number % every == 0 else { continue }
                            let scores = MadeUpScores(
                                family: family, samples: samples, change: change, offset: offset,
                                generator: SeededGenerator(UInt64(number), 0x7E57))
                            add(scores, galaxies: galaxies, share: share, to: &tallies[family, default: Tally()])
                        }
                    }
                }
            }
        }
        print("family,cases,within_1_point,by_the_source_threshold,moved,moved_right,kept,kept_right,refused")
        for family in families {
            let tally = tallies[family] ?? Tally()
            print(
                "\(family),\(tally.cases),\(tally.right),\(tally.sourceRight),\(tally.moved),\(tally.movedRight),"
                    + "\(tally.kept),\(tally.keptRight),\(tally.refused)")
        }
        Output.flush()
    }

    private func add(_ scores: MadeUpScores, galaxies: Int, share: Double, to tally: inout Tally) {
        var scores = scores
        let source = [600, 250].enumerated().map { number, count in
            ScoreHistogram((0..<count).map { _ in scores.source(number) })
        }
        let shapes = ClassShapes(source)
        let target = ScoreHistogram(
            (0..<galaxies).map { _ in
                scores.target(oneClass ? (share > 0.4 ? 0 : 1) : scores.generator.uniform() < share ? 0 : 1)
            })
        let test = (0..<2).map { number in (0..<3000).map { _ in scores.target(number) }.sorted() }
        var estimates: [ThresholdEstimate] = []
        if pairs > 0 {
            let seen = (0..<pairs).map { _ in scores.pair() }
            if let found = try? AnchorEstimate(seen, best: shapes.best, resamples: resamples) {
                estimates.append(found.estimate)
            }
        }
        if let found = try? ShapeEstimate(target: target, source: source, resamples: resamples) {
            estimates.append(found.estimate)
        }
        let verdict = ThresholdVerdict(shapes: shapes, estimates: estimates)
        let best = Self.best(test)
        let own = shapes.best
        let isRight = best - Self.balanced(verdict.decision == .moved ? verdict.threshold ?? own : own, test) <= 0.01
        tally.cases += 1
        if isRight { tally.right += 1 }
        if best - Self.balanced(own, test) <= 0.01 { tally.sourceRight += 1 }
        switch verdict.decision {
        case .moved:
            tally.moved += 1
            if isRight { tally.movedRight += 1 }
        case .kept:
            tally.kept += 1
            if isRight { tally.keptRight += 1 }
        case .notEstablished: tally.refused += 1
        }
    }

    /// Balanced accuracy at a threshold.
    private static func balanced(_ threshold: Double, _ test: [[Double]]) -> Double {
        let above = test[0].count { $0 > threshold }
        let below = test[1].count { $0 <= threshold }
        return (Double(above) / Double(test[0].count) + Double(below) / Double(test[1].count)) / 2
    }

    /// The highest one, over thresholds in steps of 0.02; `test` is sorted.
    private static func best(_ test: [[Double]]) -> Double {
        var places = [0, 0]
        var best = 0.0
        let all = test.joined()
        for threshold in stride(from: (all.min() ?? 0) - 0.1, to: (all.max() ?? 0) + 0.1, by: 0.02) {
            for number in 0..<2 {
                while places[number] < test[number].count, test[number][places[number]] <= threshold {
                    places[number] += 1
                }
            }
            let (missed, found) = (
                Double(places[0]) / Double(test[0].count), Double(places[1]) / Double(test[1].count)
            )
            best = max(best, (1 - missed + found) / 2)
        }
        return best
    }
}
