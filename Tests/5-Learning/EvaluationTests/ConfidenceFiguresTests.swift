import Confidence
import Evaluation
import Randomness
import Testing

@Suite struct ConfidenceFiguresTests {
    @Test(arguments: ConfidenceGolden.all) func figuresEqualOtherPackages(_ golden: ConfidenceGolden) throws {
        let metrics = try Metrics(golden.predictions, classes: golden.names, resamples: 200)
        for (own, expected) in zip(metrics.calibration.perClass, golden.classes) {
            #expect(abs(own.brier.value - expected.brier) < 1e-12)
            #expect(own.brier.low < expected.brier && expected.brier < own.brier.high)
            #expect(own.bins.count == expected.share.count)
            for (bin, (share, stated)) in zip(own.bins, zip(expected.share, expected.stated)) {
                #expect(abs(bin.share.value - share) < 1e-12)
                #expect(abs(bin.meanProbability - stated) < 1e-12)
            }
            #expect(abs(own.debiasedRootMeanSquareError - expected.debiased) < 1e-6, "\(expected.debiased)")
        }
        let curve = try #require(metrics.riskCoverage)
        #expect(abs(curve.area.value - golden.area) < 1e-12)
        #expect(abs(curve.excessArea.value - golden.excessArea) < 1e-12)
        #expect(curve.curve.last?.n == golden.truths.count)
        let sets = try #require(metrics.sets)
        #expect(abs(sets.coverage.value - golden.setCoverage) < 1e-12)
        #expect(abs(sets.meanSize.value - golden.setMeanSize) < 1e-12)
        if let best = golden.best, let chosen = golden.chosen {
            let threshold = try #require(metrics.threshold)
            #expect(abs(threshold.best - best) < 1e-12)
            #expect(abs(threshold.chosen - chosen) < 1e-12)
            #expect(abs(threshold.regret.value - (best - chosen)) < 1e-12)
        } else {
            #expect(metrics.threshold == nil)
        }
        let predicted = PredictedAccuracy(
            source: try #require(SourceScores(golden.predictions)), target: golden.target, resamples: 200)
        #expect(abs(predicted.thresholded.value - golden.thresholded) < 1e-12)
        #expect(abs(predicted.confidenceDifference.value - golden.difference) < 1e-12)
        #expect(predicted.thresholded.low < golden.thresholded && golden.thresholded < predicted.thresholded.high)
    }

    @Test func calibrationErrorsAreThoseOfNetcalAndMAPIE() throws {
        #expect(CalibrationErrorGolden.all.count == ConfidenceGolden.all.count)
        for (golden, expected) in zip(ConfidenceGolden.all, CalibrationErrorGolden.all) {
            let found = try Metrics(golden.predictions, classes: golden.names, resamples: 200).calibration
            #expect(found.perClass.count == expected.netcal.count)
            for (own, (netcal, mapie)) in zip(found.perClass, zip(expected.netcal, expected.mapie)) {
                #expect(abs(own.expectedCalibrationError.value - netcal) < 1e-12, "\(golden.name)")
                #expect(abs(own.expectedCalibrationError.value - mapie) < 1e-12, "\(golden.name)")
            }
            let answers = try #require(found.confidence)
            #expect(abs(answers.expectedCalibrationError.value - expected.answers) < 1e-12, "\(golden.name)")
        }
    }

    @Test func accuracyOfTheSourceItselfIsForetoldExactly() throws {
        let predictions = simulated(500, seed: 4)
        let source = try #require(SourceScores(predictions))
        let predicted = PredictedAccuracy(source: source, target: source.confidences, resamples: 50)
        #expect(abs(predicted.thresholded.value - source.accuracy) < 1e-12)
        #expect(abs(predicted.confidenceDifference.value - source.accuracy) < 1e-12)
    }

    /// What counts of cells give is what rows give: the same values, and intervals that differ by noise of the draws alone.
    @Test func largeSetsAreMeasuredAsSmallOnes() throws {
        let predictions = simulated(12_000, seed: 9)
        let large = try Metrics(predictions, classes: ["a", "b"], coverage: [1], resamples: 400)
        #expect(large.auc?.method == .normal)
        #expect(large.f1?.method == .bootstrap)
        // The same as an equally large set of rows gives, by the normal law that both approach.
        let half = try Metrics(
            Array(predictions.prefix(10_000)), classes: ["a", "b"], coverage: [1], resamples: 400)
        #expect(half.auc?.method == .bootstrap)
        let scale = (10_000.0 / 12_000).squareRoot()
        for (one, other) in [
            (large.auc, half.auc), (large.f1, half.f1), (large.balancedAccuracy, half.balancedAccuracy),
        ] {
            let (one, other) = (try #require(one), try #require(other))
            let ratio = (one.high - one.low) / ((other.high - other.low) * scale)
            #expect(ratio > 0.8 && ratio < 1.25, "\(ratio)")
        }
    }

    /// Beyond 2048 scores neighbours are counted together: the interval of four times the galaxies is half as wide.
    @Test func cellsOfNeighboursKeepTheSpread() throws {
        func area(_ count: Int) throws -> Estimate {
            let predictions = simulated(count, seed: 21)
            let metrics = try Metrics(predictions, classes: ["a", "b"], coverage: [1], resamples: 600)
            return try #require(metrics.riskCoverage).area
        }
        let (few, many) = (try area(2000), try area(8000))
        let ratio = (few.high - few.low) / (many.high - many.low)
        #expect(ratio > 1.7 && ratio < 2.35, "\(ratio)")
        #expect(many.low < many.value && many.value < many.high)
    }

    @Test func olderFilesAreRead() throws {
        let metrics = try Metrics(simulated(60, seed: 2), classes: ["a", "b"], resamples: 50)
        var lines: [String] = []
        for line in try metrics.json().split(separator: "\n", omittingEmptySubsequences: false) {
            lines.append(String(line))
        }
        // A file of before: without the keys that are new.
        func drop(_ key: String, indent: String) {
            guard let start = lines.firstIndex(where: { $0.hasPrefix("\(indent)\"\(key)\" : ") }) else { return }
            let end = lines[start...].firstIndex { $0.hasPrefix("\(indent)}") || $0.hasPrefix("\(indent)]") } ?? start
            lines.removeSubrange(start...end)
        }
        drop("risk_coverage", indent: "  ")
        drop("threshold", indent: "  ")
        drop("per_class", indent: "    ")
        drop("confidence", indent: "    ")
        let old = try Metrics(json: lines.joined(separator: "\n"))
        #expect(old.calibration.perClass.isEmpty && old.riskCoverage == nil && old.threshold == nil)
        #expect(old.calibration.bins == metrics.calibration.bins)
        #expect(old.overall == metrics.overall)
        #expect(!old.table().contains("calibration error"))
    }

    @Test func terciles() throws {
        let predictions = (0..<9).map { number in
            Prediction(
                id: "g\(number)", truth: 0, probabilities: [0.75, 0.25], set: number < 3 ? [1] : [0],
                covariates: Covariates(magnitude: number == 8 ? .nan : Double(20 - min(number, 5))))
        }
        let metrics = try Metrics(predictions, classes: ["a", "b"], resamples: 20)
        let strata = try #require(metrics.byMagnitude)
        #expect(strata.unknown == 1)
        #expect(strata.terciles.map(\.n) == [3, 2, 3])
        #expect(strata.terciles.map(\.setCoverage?.value) == [1, 1, 0])
        #expect(strata.terciles.map(\.from) == [15, 16, 18])
        #expect(metrics.bySize == nil)
        #expect(metrics.table().contains("1 galaxies without a magnitude are in no tercile of it."))
    }

    @Test func badSetsAndPValuesAreRefused() {
        func message(_ prediction: Prediction) -> String {
            do {
                _ = try Metrics([prediction], classes: ["a", "b"], resamples: 5)
                return ""
            } catch {
                return error.description
            }
        }
        #expect(
            message(Prediction(id: "x", truth: 0, probabilities: [1, 0], set: [2])).contains("prediction set of 'x'"))
        #expect(message(Prediction(id: "x", truth: 0, probabilities: [1, 0], set: [0, 0])).contains("prediction set"))
        #expect(message(Prediction(id: "x", truth: 0, probabilities: [1, 0], oodPValue: .nan)).contains("p-value"))
    }

    /// Intervals of the calibration error of a perfectly calibrated classifier begin at 0.
    @Test func perfectCalibrationIsNotRefused() throws {
        let holding = try (0..<20).count { seed in
            let metrics = try Metrics(
                simulated(300, seed: UInt64(seed)), classes: ["a", "b"], coverage: [1], resamples: 20)
            return metrics.calibration.perClass[0].expectedCalibrationError.low == 0
        }
        // 97.5 % of them are expected to: fewer than 17 of 20 happens once in 5000 times.
        #expect(holding >= 17, "\(holding) of 20")
    }

    /// Classes as often as their probabilities say.
    private func simulated(_ count: Int, seed: UInt64) -> [Prediction] {
        var generator = SeededGenerator(seed)
        return (0..<count).map { number in
            let tail = generator.uniform()
            let probability = generator.chance(0.5) ? tail * tail : 1 - tail * tail
            return Prediction(
                id: "g\(number)", truth: generator.chance(probability) ? 0 : 1,
                probabilities: [probability, 1 - probability])
        }
    }
}
