import Confidence
import Engines
import Files
import Foundation
import Vectors

/// How far an adapted run's network can be believed in the target survey.
struct AdaptedConfidence {
    let calibrator: Calibrator
    /// Those of the source's calibration galaxies, weighted to the target's magnitudes and sizes where both are known; nil in
    /// a run without sets.
    let sets: PredictionSets?
    /// What strange pictures are among the target's own; nil in a run that does not tell them, or of too few galaxies.
    let strangeness: Strangeness?

    /// - Parameters:
    ///   - map: target scores as source scores.
    ///   - shift: what is then added to them.
    init(
        _ model: EngineModel, _ source: SourceSample, _ target: TargetScores, map: ScoreMap, shift: Double
    ) throws {
        let own = model.confidence
        calibrator = own.calibrator.mapped(scale: 1 / map.scale, offset: shift - map.offset / map.scale)
        sets = try own.sets.map { sets in
            let moved = try Self.moved(sets, source, by: shift)
            return moved.weighted(to: target.sample.covariates) ?? moved
        }
        let features = target.sample.features
        strangeness =
            features.isEmpty
            ? nil : own.strangeness?.rebased(on: Matrix(features, columnCount: model.features))
    }

    /// The sets of the same galaxies, whose scores are as much greater as those of the target.
    private static func moved(
        _ sets: PredictionSets, _ source: SourceSample, by shift: Double
    ) throws -> PredictionSets {
        let probabilities = source.values.map { score in
            let first = 1 / (1 + exp(-score - shift))
            return [first, 1 - first]
        }
        return try PredictionSets(
            probabilities: probabilities, truths: source.galaxies.truths, covariates: source.galaxies.covariates,
            classes: sets.classes, level: sets.level)
    }
}
