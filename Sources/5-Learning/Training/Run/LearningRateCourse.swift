import Foundation
import Torch

/// The learning rate through one stage: warm-up, then the stage's schedule.
package struct LearningRateCourse: Codable, Equatable {
    private let stage: Stage
    private let stepsPerEpoch: Int
    private var plateau: ReduceLROnPlateau
    /// Rate that the plateau schedule has reached, before warm-up.
    private var plateauRate: Double

    package init(stage: Stage, stepsPerEpoch: Int) {
        self.stage = stage
        self.stepsPerEpoch = stepsPerEpoch
        // Keras, which the paper used, lowers the rate in the epoch in which its patience is reached, PyTorch in the one
        // after it.
        plateau = ReduceLROnPlateau(
            factor: stage.plateauFactor, patience: max(0, stage.plateauPatience - 1),
            minimum: min(stage.minimumLearningRate, stage.learningRate))
        plateauRate = stage.learningRate
    }

    /// The head's learning rate at `step` of the stage (0 is the first).
    package func rate(step: Int) -> Double {
        let warmup = stage.warmupEpochs * Double(stepsPerEpoch)
        let ramp = Double(step) < warmup ? (Double(step) + 1) / (warmup.rounded(.up)) : 1
        let full = stage.learningRate
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
