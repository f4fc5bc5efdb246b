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

    /// "0.958".
    static func decimal(_ value: Double, places: Int = 3) -> String {
        String(format: "%.\(places)f", value)
    }

    /// The figures of a set in the order in which tables show them.
    static let rows: [(name: String, text: @Sendable (Scores) -> String)] = [
        ("accuracy", { percent($0.accuracy) }),
        ("balanced accuracy", { percent($0.balancedAccuracy) }),
        ("precision", { percent($0.precision) }),
        ("recall", { percent($0.recall) }),
        ("F1", { decimal($0.f1) }),
        ("ROC AUC", { decimal($0.auc) }),
    ]
}
