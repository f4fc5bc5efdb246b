import Foundation
import Torch

/// The learning rate through one stage: warm-up, then the stage's schedule.
package struct LearningRateCourse: Codable, Equatable {
    private let stage: Stage
    private let stepsPerEpoch: Int
    private var plateau: ReduceLROnPlateau
    /// Rate that the plateau schedule has reached, before warm-up.
    private var plateauRate: Double
    /// Factor on the stage's rate.
    private let scale: Double

    /// - Parameter scale: factor on the stage's rate, 1 or more; above 1 the rate climbs to it from the stage's own
    ///   over its warm-up, of two epochs at least (Goyal et al. 2017, section 2.2).
    package init(stage: Stage, stepsPerEpoch: Int, scale: Double = 1) {
        self.stage = stage
        self.scale = scale
        self.stepsPerEpoch = stepsPerEpoch
        // Keras, which the paper used, lowers the rate in the epoch in which its patience is reached, PyTorch in the one
        // after it.
        plateau = ReduceLROnPlateau(
            factor: stage.plateauFactor, patience: max(0, stage.plateauPatience - 1),
            minimum: min(stage.minimumLearningRate, stage.learningRate))
        plateauRate = stage.learningRate * scale
    }

    /// The head's learning rate at `step` of the stage (0 is the first).
    package func rate(step: Int) -> Double {
        let warmup = (scale > 1 ? max(2, stage.warmupEpochs) : stage.warmupEpochs) * Double(stepsPerEpoch)
        let climbed = Double(step) < warmup ? (Double(step) + 1) / (warmup.rounded(.up)) : 1
        let ramp = scale > 1 ? (1 + (scale - 1) * climbed) / scale : climbed
        let full = stage.learningRate * scale
        let floor = min(stage.minimumLearningRate, full)
        let scheduled: Double =
            switch stage.schedule {
            case .constant: full
            case .plateau: plateauRate
            case .cosine:
                {
                    let total = max(1, Double(stage.epochs * stepsPerEpoch) - warmup)
                    let fraction = min(1, max(0, (Double(step) - warmup) / total))
                    return floor + (full - floor) * 0.5 * (1 + cos(.pi * fraction))
                }()
            }
        return scheduled * ramp
    }

    /// Takes the validation loss at the end of an epoch; true when the rate falls because of it.
    package mutating func endEpoch(validationLoss: Double) -> Bool {
        guard stage.schedule == .plateau else { return false }
        let before = plateauRate
        plateauRate = plateau.rate(after: validationLoss, learningRate: before)
        return plateauRate < before
    }
}
