/// What a run knows about how far its network's answers can be believed.
public struct RunConfidence: Sendable, Equatable {
    /// Makes logits say what they mean.
    public var calibrator: Calibrator
    /// Makes sets of classes that hold the true one with a chosen probability; nil where nothing was calibrated.
    public var sets: PredictionSets?
    /// Tells pictures that fit no clean galaxies'; nil where nothing was learnt of them.
    public var strangeness: Strangeness?
    /// False where an adaptation to another survey could not show which threshold is right there.
    public var thresholdIsEstablished: Bool

    /// - Parameters:
    ///   - calibrator: the identity where nothing was calibrated.
    ///   - thresholdIsEstablished: true where nothing was adapted.
    public init(
        calibrator: Calibrator = .identity, sets: PredictionSets? = nil, strangeness: Strangeness? = nil,
        thresholdIsEstablished: Bool = true
    ) {
        self.calibrator = calibrator
        self.sets = sets
        self.strangeness = strangeness
        self.thresholdIsEstablished = thresholdIsEstablished
    }
}
