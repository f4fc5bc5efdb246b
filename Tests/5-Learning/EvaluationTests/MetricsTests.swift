import Evaluation
import Testing

@Suite struct MetricsTests {
    @Test(arguments: Golden.all.cases) func figuresEqualScikitLearn(_ golden: Golden.Case) throws {
        let metrics = try Metrics(golden.predictions, classes: golden.classes)
        expect(metrics.overall, golden.figures)
        #expect(metrics.coverage.map(\.coverage) == [1, 0.75, 0.5])
        for (part, expected) in zip(metrics.coverage, golden.coverage) {
            expect(part.scores, expected)
            #expect(part.lowestConfidence == expected.lowestConfidence)
        }
        #expect(isClose(metrics.calibration.brier, golden.brier))
        #expect(isClose(metrics.calibration.expectedCalibrationError, golden.ece))
        #expect(metrics.calibration.bins.reduce(0) { $0 + $1.n } == golden.truths.count)
    }

    @Test(arguments: Golden.all.cases.filter { $0.figures.bootstrap != nil })
    func bootstrapIntervalsEqualNumPys(_ golden: Golden.Case) throws {
        let metrics = try Metrics(golden.predictions, classes: golden.classes)
        let drawn = try #require(golden.figures.bootstrap)
        let pairs = [
            (metrics.balancedAccuracy, drawn.balancedAccuracy), (metrics.f1, drawn.f1), (metrics.auc, drawn.rocAuc),
        ]
        var all = pairs
        if let macro = metrics.macro, let drawn = golden.figures.macroBootstrap {
            all += [
                (macro.precision, drawn.precision), (macro.recall, drawn.recall), (macro.f1, drawn.f1),
                (macro.auc, drawn.rocAuc),
            ]
        }
        for (estimate, expected) in all {
            let estimate = try #require(estimate)
            #expect(estimate.method == .bootstrap)
            #expect(isClose(estimate.value, expected.value))
            #expect(isClose(estimate.low, expected.low, tolerance: 0.01))
            #expect(isClose(estimate.high, expected.high, tolerance: 0.01))
        }
    }

    @Test func sameSeedGivesSameIntervals() throws {
        let golden = Golden.all.cases[0]
        let first = try Metrics(golden.predictions, classes: golden.classes, seed: 7)
        let second = try Metrics(golden.predictions.reversed(), classes: golden.classes, seed: 7)
        let other = try Metrics(golden.predictions, classes: golden.classes, seed: 8)
        #expect(first == second)
        #expect(first.auc != other.auc)
        #expect(first.accuracy == other.accuracy)
    }

    @Test func equalConfidencesAreKeptInOrderOfIds() throws {
        let predictions = ["d", "b", "a", "c"].map { id in
            Prediction(id: id, truth: id == "a" || id == "b" ? 0 : 1, probabilities: [0.9, 0.1])
        }
        let metrics = try Metrics(predictions, classes: ["spiral", "elliptical"], coverage: [0.5])
        #expect(metrics.coverage[0].scores.confusion.counts == [[2, 0], [0, 0]])
    }

    @Test func setWithoutMistakesDoesNotClaimCertainty() throws {
        let predictions = (0..<20).map { number in
            Prediction(
                id: "g\(number)", truth: number % 2, probabilities: number % 2 == 0 ? [0.75, 0.25] : [0.25, 0.75])
        }
        let metrics = try Metrics(predictions, classes: ["spiral", "elliptical"])
        for estimate in [metrics.balancedAccuracy, metrics.f1, metrics.auc] {
            let estimate = try #require(estimate)
            #expect(estimate.value == 1)
            #expect(estimate.high == 1)
            #expect(estimate.low > 0.6 && estimate.low < 0.95)
            #expect(estimate.method == .closedForm)
        }
    }

    @Test func oneClassOnlyIsSaidInWords() throws {
        let predictions = [
            Prediction(id: "a", truth: 0, probabilities: [0.5, 0.5]),
            Prediction(id: "b", truth: 0, probabilities: [0.75, 0.25]),
        ]
        let metrics = try Metrics(predictions, classes: ["spiral", "elliptical"])
        #expect(metrics.auc == nil)
        #expect(metrics.balancedAccuracy == nil)
        #expect(metrics.precision?.value == 1)
        #expect(metrics.notes.contains { $0.contains("Every galaxy is of the class 'spiral': ROC AUC") })
        #expect(!metrics.table().lowercased().contains("nan"))
        #expect(metrics.table().contains("undefined"))
        #expect(try metrics.json().contains("\"roc_auc\" : null"))
    }

    @Test func unlabelledPredictionsAreCountedAndLeftOut() throws {
        let predictions = [
            Prediction(id: "a", truth: 0, probabilities: [0.5, 0.5]),
            Prediction(id: "b", truth: nil, probabilities: [0.75, 0.25]),
        ]
        let metrics = try Metrics(predictions, classes: ["spiral", "elliptical"])
        #expect(metrics.n == 1)
        #expect(metrics.unlabelled == 1)
    }

    @Test func badInputIsRefused() {
        let classes = ["spiral", "elliptical"]
        func error(_ predictions: [Prediction], _ classes: [String], coverage: [Double] = [1]) -> EvaluationError? {
            do {
                _ = try Metrics(predictions, classes: classes, coverage: coverage)
                return nil
            } catch {
                return error
            }
        }
        let good = Prediction(id: "a", truth: 0, probabilities: [0.5, 0.5])
        #expect(error([], classes) == .noLabels(predictions: 0))
        let unlabelled = Prediction(id: "a", truth: nil, probabilities: [0.5, 0.5])
        #expect(error([unlabelled], classes) == .noLabels(predictions: 1))
        #expect(error([good], ["spiral"]) == .tooFewClasses(["spiral"]))
        #expect(error([good], classes, coverage: [0]) == .badCoverage(0))
        let unknown = Prediction(id: "b", truth: 2, probabilities: [0.5, 0.5])
        #expect(error([good, unknown], classes) == .unknownClass(id: "b", truth: 2, classes: 2))
        for probabilities in [[0.5], [0.5, 0.6], [1.5, -0.5], [.nan, 0.5], [.infinity, 0]] as [[Double]] {
            let bad = Prediction(id: "c", truth: 0, probabilities: probabilities)
            let message = error([bad], classes)?.description ?? ""
            #expect(message.contains("probabilities of 'c'"))
        }
    }

    @Test(arguments: Golden.all.cases) func jsonRoundTrip(_ golden: Golden.Case) throws {
        let metrics = try Metrics(golden.predictions, classes: golden.classes, resamples: 50)
        let text = try metrics.json()
        #expect(try Metrics(json: text) == metrics)
        for key in [
            "accuracy", "balanced_accuracy", "precision", "recall", "f1", "roc_auc", "confusion", "coverage", "n",
            "per_class", "calibration", "notes", "positive_class",
        ] {
            #expect(text.contains("\n  \"\(key)\" : "), "\(key)")
        }
    }

    @Test func eachOfSeveralClassesIsShown() throws {
        let golden = Golden.all.cases[2]
        let metrics = try Metrics(golden.predictions, classes: golden.classes)
        let table = metrics.table()
        for text in ["macro precision", "macro ROC AUC", "each class against the others, whole set:", "merger"] {
            #expect(table.contains(text), "\(text)")
        }
        #expect(!table.contains("are those of the class"))
        #expect(try metrics.json().contains("\n  \"macro\" : {"))
        let two = try Metrics(Golden.all.cases[0].predictions, classes: Golden.all.cases[0].classes)
        #expect(!two.table().contains("macro"))
        #expect(try !two.json().contains("macro"))
    }

    @Test func severalClassesWithoutMistakesDoNotClaimCertainty() throws {
        let predictions = (0..<30).map { number in
            Prediction(id: "g\(number)", truth: number % 3, probabilities: (0..<3).map { $0 == number % 3 ? 0.8 : 0.1 })
        }
        let macro = try #require(try Metrics(predictions, classes: ["a", "b", "c"]).macro)
        for estimate in [macro.precision, macro.recall, macro.f1, macro.auc] {
            let estimate = try #require(estimate)
            #expect(estimate.value == 1 && estimate.high == 1 && estimate.method == .closedForm)
            #expect(estimate.low > 0.6 && estimate.low < 0.95)
        }
    }

    @Test func tableShowsEveryCoverage() throws {
        let golden = Golden.all.cases[0]
        let table = try Metrics(golden.predictions, classes: golden.classes).table()
        let lines = table.split(separator: "\n").map(String.init)
        // Three columns with intervals do not fit beside one another: the third follows below.
        func words(_ start: String) -> [String] {
            lines.filter { $0.hasPrefix(start) }.flatMap { $0.split(separator: " ").map(String.init) }
        }
        #expect(words(" ").prefix(6) == ["100", "%", "75", "%", "50", "%"])
        #expect(words("galaxies") == ["galaxies", "200", "150", "galaxies", "100"])
        #expect(lines.dropFirst().allSatisfy { $0.count <= 80 })
        #expect(lines.contains { $0.hasPrefix("ROC AUC") })
    }

    private func expect(_ scores: Scores, _ golden: Golden.Figures) {
        #expect(scores.n == golden.n)
        #expect(scores.confusion.counts == golden.confusion)
        expect(scores.accuracy, golden.accuracy)
        #expect(isClose(scores.balancedAccuracy?.value, golden.balancedAccuracy))
        for (one, expected) in zip(scores.perClass, golden.perClass) {
            expect(one.precision, expected.precision)
            expect(one.recall, expected.recall)
            #expect(isClose(one.f1?.value, expected.f1))
            #expect(isClose(one.auc?.value, expected.rocAuc))
        }
        #expect((scores.macro == nil) == (scores.perClass.count == 2))
        #expect(isClose(scores.macro?.precision?.value, golden.macro?.precision))
        #expect(isClose(scores.macro?.recall?.value, golden.macro?.recall))
        #expect(isClose(scores.macro?.f1?.value, golden.macro?.f1))
        #expect(isClose(scores.macro?.auc?.value, golden.macro?.rocAuc))
        if let macro = scores.macro { #expect(macro.n == golden.n) }
    }

    private func expect(_ estimate: Estimate?, _ golden: Golden.Interval?) {
        #expect(isClose(estimate?.value, golden?.value))
        #expect(isClose(estimate?.low, golden?.low))
        #expect(isClose(estimate?.high, golden?.high))
    }

    private func isClose(_ left: Double?, _ right: Double?, tolerance: Double = 1e-12) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return abs(left - right) <= tolerance
    }
}
