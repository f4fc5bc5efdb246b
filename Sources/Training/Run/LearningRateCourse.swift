import Foundation

/// The learning rate through one stage: warm-up, then the stage's schedule.
struct LearningRateCourse: Codable, Equatable {
    private let stage: Stage
    private let stepsPerEpoch: Int
    /// Factor that the plateau schedule has reached.
    private var factor = 1.0
    private var best: Double?
    private var badEpochs = 0

    init(stage: Stage, stepsPerEpoch: Int) {
        self.stage = stage
        self.stepsPerEpoch = stepsPerEpoch
    }

    /// The head's learning rate at `step` of the stage (0 is the first).
    func rate(step: Int) -> Double {
        let warmup = stage.warmupEpochs * Double(stepsPerEpoch)
        let ramp = Double(step) < warmup ? (Double(step) + 1) / (warmup.rounded(.up)) : 1
        let full = stage.learningRate
        let floor = min(stage.minimumLearningRate, full)
        let scheduled: Double =
            switch stage.schedule {
            case .constant: full
            case .plateau: max(full * factor, floor)
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
    ///
    /// As Keras' ReduceLROnPlateau, which the paper used: after `plateauPatience` epochs whose loss is not lower by
    /// more than 1e-4, the rate is multiplied by the factor and the count starts again.
    mutating func endEpoch(validationLoss: Double) -> Bool {
        guard stage.schedule == .plateau else { return false }
        if best.map({ validationLoss < $0 - 1e-4 }) ?? true {
            best = validationLoss
            badEpochs = 0
            return false
        }
        badEpochs += 1
        guard badEpochs >= stage.plateauPatience else { return false }
        badEpochs = 0
        let before = max(stage.learningRate * factor, stage.minimumLearningRate)
        factor *= stage.plateauFactor
        return max(stage.learningRate * factor, stage.minimumLearningRate) < before
    }
}
