/// Lowers the learning rate when a validation loss no longer falls, as torch.optim.lr_scheduler.ReduceLROnPlateau in
/// its `min` mode with a relative threshold. It is `Codable` with its state, for checkpoints.
public struct ReduceLROnPlateau: Sendable, Equatable, Codable {
    /// What the learning rate is multiplied by, 0..<1.
    public let factor: Double
    /// How many epochs without a better loss are borne; the next one lowers the rate.
    public let patience: Int
    /// The learning rate goes no lower.
    public let minimum: Double
    /// A loss counts as better when it is below best · (1 − threshold).
    public let threshold: Double
    /// How many epochs after a reduction are not counted.
    public let cooldown: Int
    public private(set) var best = Double.greatestFiniteMagnitude
    public private(set) var badEpochs = 0
    public private(set) var cooldownLeft = 0

    public init(
        factor: Double = 0.1, patience: Int = 10, minimum: Double = 0, threshold: Double = 1e-4, cooldown: Int = 0
    ) {
        precondition(factor >= 0 && factor < 1, "a factor of \(factor) lowers nothing")
        self.factor = factor
        self.patience = patience
        self.minimum = minimum
        self.threshold = threshold
        self.cooldown = cooldown
    }

    /// Takes in the loss of one epoch.
    ///
    /// - Parameters:
    ///   - loss: must not be NaN; a NaN counts as no better.
    ///   - learningRate: the present rate.
    /// - Returns: the rate to go on with.
    public mutating func rate(after loss: Double, learningRate: Double) -> Double {
        if loss < best * (1 - threshold) {
            best = loss
            badEpochs = 0
        } else {
            badEpochs += 1
        }
        if cooldownLeft > 0 {
            cooldownLeft -= 1
            badEpochs = 0
        }
        guard badEpochs > patience else { return learningRate }
        cooldownLeft = cooldown
        badEpochs = 0
        let lowered = max(learningRate * factor, minimum)
        return learningRate - lowered > 1e-8 ? lowered : learningRate
    }
}
