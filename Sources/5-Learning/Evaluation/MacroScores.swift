/// Means over the classes of each class's own figures, every class counting alike.
///
/// A class whose figure the set does not define does not count for it, as in scikit-learn with `zero_division=nan`; a figure
/// that no class has is nil.
public struct MacroScores: Codable, Sendable, Equatable {
    /// Number of labelled galaxies.
    public let n: Int
    public let precision: Estimate?
    public let recall: Estimate?
    public let f1: Estimate?
    /// Of each class against the others.
    public let auc: Estimate?

    enum CodingKeys: String, CodingKey {
        case n, precision, recall, f1
        case auc = "roc_auc"
    }

    init(n: Int, _ classes: [ClassScores], bootstrap: Bootstrap) {
        func mean(_ figure: Figure, _ own: (ClassScores) -> Estimate?) -> Estimate? {
            let estimates = classes.compactMap(own)
            return Self.mean(estimates.map(\.value)).map { value in
                Estimate(
                    value, drawn: bootstrap.macro[figure] ?? nil,
                    method: figure == .auc ? bootstrap.areaMethod : .bootstrap,
                    orElse: Intervals.mean(estimates.map { ($0.value, $0.low...$0.high) }))
            }
        }
        self.n = n
        precision = mean(.precision) { $0.precision }
        recall = mean(.recall) { $0.recall }
        f1 = mean(.f1) { $0.f1 }
        auc = mean(.auc) { $0.auc }
    }

    /// What means are taken of.
    enum Figure: CaseIterable {
        case precision, recall, f1, auc
    }

    /// The mean of figures; nil of none.
    static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(n, forKey: .n)
        // An undefined figure is written as null, so that every key is always there.
        try container.encode(precision, forKey: .precision)
        try container.encode(recall, forKey: .recall)
        try container.encode(f1, forKey: .f1)
        try container.encode(auc, forKey: .auc)
    }
}
