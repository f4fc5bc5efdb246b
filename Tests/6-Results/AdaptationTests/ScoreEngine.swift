import Confidence
import Engines
import Files
import Foundation
import Randomness
import Training
import TrainingSets

/// An engine that reads a picture's score from its name: `…/score_2.5` is 2.5 for the first of two classes.
///
/// Features, where it has any, are random numbers that follow from the name; `…/score_2.5_9` is 9 off in each.
final class ScoreEngine: Engine {
    var model: EngineModel

    init(classes: [String] = ["spiral", "elliptical"], calibrator: Calibrator = .identity, features: Int = 0) {
        model = EngineModel(
            name: "score", classes: classes, views: TestTimeViews(),
            confidence: RunConfidence(calibrator: calibrator), dimension: 1, features: features, identity: "score")
    }

    /// Features of the picture `name`.
    func features(of name: String) -> [Float] {
        let parts = Self.parts(name)
        let offset = parts.count > 1 ? Float(parts[1]) ?? 0 : 0
        var hash = FNV1a()
        hash.add(parts[0].utf8)
        var generator = SeededGenerator(hash.value)
        // Correlated, as features are: eight numbers make the most of all.
        let roots = (0..<8).map { _ in Float(generator.normal) }
        return (0..<model.features).map { column in
            roots[column % 8] * 3 + Float(generator.normal) + (column / 8 % 2 == 0 ? offset : -offset)
        }
    }

    private static func parts(_ name: String) -> [Substring] {
        (name.components(separatedBy: "score_").last ?? "")[...].split(separator: "_")
    }

    func run(
        _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String], _ body: (EngineBatch) throws -> Void
    ) throws {
        while case let names = try files(batch), !names.isEmpty {
            var found = EngineBatch(count: names.count)
            for (place, name) in names.enumerated() {
                let score = Float(Self.parts(name).first ?? "")
                if score == nil { found.reasons[place] = "no score" }
                let half = (score ?? .nan) / 2
                for _ in 0..<model.views.count { found.logits += [half, -half] }
                if outputs.contains(.embedding) { found.embedding.append(0) }
                if outputs.contains(.features) { found.features += features(of: name) }
            }
            try body(found)
        }
    }
}

extension SeededGenerator {
    /// A number of the normal distribution of mean 0 and variance 1 (Box & Muller 1958).
    var normal: Double {
        mutating get { (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform()) }
    }
}
