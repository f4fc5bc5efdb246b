internal import Confidence
internal import Foundation
internal import Tables

/// Scores that a network gave to galaxies of two surveys whose classes are known, from what `classify` writes.
struct SampledScores {
    /// Of class 0 and of class 1.
    let source, target: [[Double]]
    /// Galaxies that stand in both tables.
    let pairs: [AnchorEstimate.Pair]

    /// - Parameters:
    ///   - source: a table of predictions with the column `label`, of the survey that the network was trained on.
    ///   - target: the same of another survey; a galaxy that both see has one identifier.
    init(source: String, target: String) throws {
        let (own, other) = (try Self.read(source), try Self.read(target))
        self.source = own.classes
        self.target = other.classes
        pairs = own.scores.sorted { $0.key < $1.key }.compactMap { id, score in
            other.scores[id].map { .init(source: score, target: $0) }
        }
    }

    private static func read(_ path: String) throws -> (classes: [[Double]], scores: [String: Double]) {
        let table = try TableFile.read(path)
        let (ids, labels) = (try table.texts("id"), try table.texts("label"))
        guard let column = table.columns.first(where: { $0.info.name.hasPrefix("p_") })?.info.name else {
            throw CocoaError(.fileReadCorruptFile)
        }
        var (classes, scores) = ([[Double](), [Double]()], [String: Double]())
        for (place, probability) in try table.doubles(column).enumerated() {
            guard let probability, probability.isFinite else { continue }
            let bounded = min(max(probability, 1e-9), 1 - 1e-9)
            let score = log(bounded / (1 - bounded))
            if !labels[place].isEmpty { classes[column == "p_" + labels[place] ? 0 : 1].append(score) }
            scores[ids[place]] = score
        }
        return (classes, scores)
    }
}
