internal import ArgumentParser
internal import Confidence
internal import Foundation
internal import Randomness
internal import Vectors

/// What is learnt and said of how far predictions can be believed, on any number of made-up ones, batch by batch.
struct ConfidenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confidence",
        abstract: "Time calibration, threshold, prediction sets and p-values of made-up predictions.")

    @Option(help: "Predictions.") var galaxies = 1_000_000
    @Option(help: "Features of a picture.") var features = 112
    @Option(help: "Labelled galaxies to calibrate on.") var labelled = 5000

    private static let batch = 8192

    func run() throws {
        var generator = SeededGenerator(1)
        func normal() -> Double {
            (-2 * log(1 - generator.uniform())).squareRoot() * cos(2 * .pi * generator.uniform())
        }
        func logits(_ number: Int) -> [Double] {
            let score = (number % 2 == 0 ? 3.0 : -3) + 1.8 * normal()
            return [score / 2, -score / 2]
        }
        func vectors(_ count: Int) -> [Float] { (0..<count * features).map { _ in Float(generator.uniform()) } }
        func covariates() -> Covariates {
            Covariates(magnitude: 14 + 4 * generator.uniform(), size: generator.uniform())
        }
        var times: [(String, Double)] = []
        func timed<Value>(_ name: String, _ body: () throws -> Value) rethrows -> Value {
            let begin = ContinuousClock.now
            defer { times.append((name, begin.duration(to: .now) / .seconds(1))) }
            return try body()
        }

        let known = (0..<labelled).map(logits)
        let truths = (0..<labelled).map { $0 % 2 }
        let calibrator = timed("choosing a calibrator") {
            CalibratorChoice(
                LabelledLogits(known.flatMap { $0 }, truths: truths, classes: 2), groups: (0..<labelled).map { [$0] },
                seed: 1
            ).calibrator
        }
        func probabilities(_ logits: [Double]) -> [Double] {
            var values = logits
            calibrator.apply(to: &values)
            let first = 1 / (1 + exp(values[1] - values[0]))
            return [first, 1 - first]
        }
        let target = (0..<20_000).map { _ in covariates() }
        let sets = try timed("calibrating and weighting sets") {
            try PredictionSets(
                probabilities: known.map(probabilities), truths: truths, covariates: truths.map { _ in covariates() },
                classes: ["spiral", "elliptical"]
            ).weighted(to: target)
        }
        let matrix = Matrix(vectors(labelled), columnCount: features)
        let strangeness = timed("learning what is strange") { Strangeness(of: matrix) }
        let rebased = Matrix(vectors(20_000), columnCount: features)
        let own = timed("learning it anew of 20,000") { strangeness?.rebased(on: rebased) }

        let shapes = [0, 1].map { number in
            ScoreHistogram(known.indices.filter { truths[$0] == number }.map { known[$0][0] - known[$0][1] })
        }
        var scores = ScoreHistogram()
        var sample = ExchangeabilitySample()
        var spent = [0.0, 0, 0, 0]
        var left = galaxies
        while left > 0 {
            let count = min(Self.batch, left)
            left -= count
            let logits = (0..<count).map(logits)
            let vectors = vectors(count)
            let galaxies = (0..<count).map { _ in covariates() }
            func add(_ place: Int, _ body: () -> Void) {
                let begin = ContinuousClock.now
                body()
                spent[place] += begin.duration(to: .now) / .seconds(1)
            }
            var values: [[Double]] = []
            add(0) { values = logits.map(probabilities) }
            add(1) {
                for place in 0..<count {
                    _ = sets?.set(of: values[place], galaxies[place])
                    sample.add(values[place], galaxies[place])
                }
            }
            add(2) { _ = own?.pValues(of: vectors) }
            add(3) { for place in 0..<count { scores.add(logits[place][0] - logits[place][1]) } }
        }
        for (name, seconds) in zip(["calibrating", "sets", "p-values", "counting scores"], spent) {
            times.append(("\(name) of \(galaxies)", seconds))
        }
        _ = timed("threshold by the scores' shape, 200 draws") {
            try? ShapeEstimate(target: scores, source: shapes, resamples: 200)
        }
        if let sets { _ = timed("exchangeability") { Exchangeability(sample, sets) } }
        print("step,seconds")
        for (name, seconds) in times { print("\(name),\(seconds)") }
        print("all,\(times.reduce(0) { $0 + $1.1 })")
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        print("largest memory in MiB,\(usage.ru_maxrss >> 10)")
        Output.flush()
    }
}
