/// How far a set's probabilities can be believed, as rows of text for tables of people: terminal and page show the same.
struct ConfidenceFigures {
    let metrics: Metrics

    /// Calibration of each class and of the class that was given, a row each below a header; empty in older files.
    var calibration: [[String]] {
        let all = metrics.calibration.perClass + [metrics.calibration.confidence].compactMap(\.self)
        guard !all.isEmpty else { return [] }
        return [["", "calibration error", "debiased", "Brier score"]]
            + all.map {
                [
                    $0.name ?? "class given", Figures.decimal($0.expectedCalibrationError),
                    Figures.decimal($0.debiasedRootMeanSquareError), Figures.decimal($0.brier),
                ]
            }
    }

    /// Prediction sets of all and of each class, a row each below a header; empty where there are none.
    var sets: [[String]] {
        guard let sets = metrics.sets else { return [] }
        return [["", "galaxies", "in the set", "mean size"]]
            + [["all", String(sets.n), Figures.percent(sets.coverage), Figures.decimal(sets.meanSize)]]
            + sets.perClass.map {
                [$0.name, String($0.n), Figures.percent($0.coverage), Figures.decimal($0.meanSize)]
            }
    }

    /// What a table of terciles says in its first column, and its rows below a header; empty where nothing is known.
    func terciles(_ strata: Strata?, name: String) -> [[String]] {
        guard let strata else { return [] }
        let hasSets = strata.terciles.contains { $0.setCoverage != nil }
        return [[name, "galaxies", "accuracy", "confidence"] + (hasSets ? ["in the set", "mean size"] : [])]
            + strata.terciles.map { part in
                [
                    "\(Figures.decimal(part.from, places: 2)) to \(Figures.decimal(part.to, places: 2))",
                    String(part.n),
                    Figures.percent(part.accuracy), Figures.percent(part.meanConfidence),
                ] + (hasSets ? [Figures.percent(part.setCoverage), Figures.decimal(part.setMeanSize)] : [])
            }
    }

    /// Tables of the terciles by magnitude and by size, those that there are.
    var terciles: [[[String]]] {
        [
            terciles(metrics.byMagnitude, name: "magnitude"), terciles(metrics.bySize, name: "log size"),
        ].filter { !$0.isEmpty }
    }

    /// Single figures: what each is, and its value.
    var single: [[String]] {
        var rows: [[String]] = []
        if let curve = metrics.riskCoverage {
            rows.append(["area under the risk-coverage curve", Figures.decimal(curve.area)])
            rows.append(["of that in excess of the best order", Figures.decimal(curve.excessArea)])
        }
        if let threshold = metrics.threshold {
            rows.append(["balanced accuracy lost by the threshold", Figures.percent(threshold.regret)])
            rows.append(["best threshold", Figures.decimal(threshold.bestThreshold)])
        }
        if let predicted = metrics.predictedAccuracy {
            rows.append(["accuracy", Figures.percent(metrics.accuracy)])
            rows.append(["foretold by thresholded confidence", Figures.percent(predicted.thresholded)])
            rows.append(["foretold by difference of confidences", Figures.percent(predicted.confidenceDifference)])
        }
        if let strange = metrics.outOfDistribution {
            rows.append([
                "unlike clean galaxies, level \(Figures.percent(strange.level))", Figures.percent(strange.share),
            ])
        }
        return rows
    }

    /// What the tables leave out, a sentence each.
    var notes: [String] {
        [(metrics.byMagnitude, "magnitude"), (metrics.bySize, "size")].compactMap { strata, name in
            guard let unknown = strata?.unknown, unknown > 0 else { return nil }
            return "\(unknown) galaxies without a \(name) are in no tercile of it."
        }
    }

    /// "prediction sets, made for 95.0 %", or without the level where it is not known.
    var setHeading: String {
        let level = metrics.sets?.level.map { ", made for \(Figures.percent($0))" } ?? ""
        return "prediction sets\(level)"
    }
}
