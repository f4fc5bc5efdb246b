internal import Foundation

/// How figures are written for people.
enum Figures {
    /// "91.9 %", or "–" where undefined.
    static func percent(_ value: Double?) -> String {
        guard let value else { return "–" }
        return String(format: "%.1f %%", value * 100)
    }

    /// "91.9 % [85.8, 95.5]", or "undefined".
    static func percent(_ estimate: Estimate?) -> String {
        guard let estimate else { return "undefined" }
        return String(format: "%.1f %% [%.1f, %.1f]", estimate.value * 100, estimate.low * 100, estimate.high * 100)
    }

    /// "0.958 [0.914, 0.991]", or "undefined".
    static func decimal(_ estimate: Estimate?) -> String {
        guard let estimate else { return "undefined" }
        return String(format: "%.3f [%.3f, %.3f]", estimate.value, estimate.low, estimate.high)
    }

    /// "85.8 to 95.5 %" or "0.858 to 0.955", the interval times `scale` (100 or 1); "undefined" where it is.
    static func range(_ estimate: Estimate?, scale: Double) -> String {
        guard let estimate else { return "undefined" }
        let format = scale == 1 ? "%.3f to %.3f" : "%.1f to %.1f %%"
        return String(format: format, estimate.low * scale, estimate.high * scale)
    }

    /// "0.958", or a dash where undefined.
    static func decimal(_ value: Double?) -> String {
        guard let value else { return "–" }
        return decimal(value, places: 3)
    }

    /// "0.958".
    static func decimal(_ value: Double, places: Int) -> String {
        String(format: "%.\(places)f", value)
    }

    /// What the parts of a set leave undefined, each sentence once, with the coverages that it holds for in front.
    static func notes(_ metrics: Metrics) -> [String] {
        var notes: [(text: String, shares: [String])] = []
        for part in metrics.coverage {
            let share = decimal(part.coverage * 100, places: 0)
            for text in part.scores.notes {
                if let index = notes.firstIndex(where: { $0.text == text }) {
                    notes[index].shares.append(share)
                } else {
                    notes.append((text, [share]))
                }
            }
        }
        return notes.map { "At \($0.shares.joined(separator: ", ")) %: \($0.text)" }
    }

    /// The figures of a set in the order in which tables show them: those of the positive class, or means over more than two.
    static func rows(_ metrics: Metrics) -> [(name: String, text: (Scores) -> String)] {
        let both: [(name: String, text: (Scores) -> String)] = [
            ("accuracy", { percent($0.accuracy) }), ("balanced accuracy", { percent($0.balancedAccuracy) }),
        ]
        if metrics.macro != nil {
            return both + [
                ("macro precision", { percent($0.macro?.precision) }), ("macro recall", { percent($0.macro?.recall) }),
                ("macro F1", { decimal($0.macro?.f1) }), ("macro ROC AUC", { decimal($0.macro?.auc) }),
            ]
        }
        return both + [
            ("precision", { percent($0.precision) }), ("recall", { percent($0.recall) }), ("F1", { decimal($0.f1) }),
            ("ROC AUC", { decimal($0.auc) }),
        ]
    }

    /// Each class against the others, a row a class below a header; empty of two classes.
    static func classRows(_ scores: Scores) -> [[String]] {
        guard scores.macro != nil else { return [] }
        return [["", "galaxies", "precision", "recall", "F1", "ROC AUC"]]
            + scores.perClass.map {
                [
                    $0.name, String($0.support), percent($0.precision), percent($0.recall), decimal($0.f1),
                    decimal($0.auc),
                ]
            }
    }
}
