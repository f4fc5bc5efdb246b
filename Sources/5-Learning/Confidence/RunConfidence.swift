/// What a run knows about how far its network's answers can be believed.
public struct RunConfidence: Sendable, Equatable {
    /// Makes logits say what they mean.
    public var calibrator: Calibrator
    /// Makes sets of classes that hold the true one with a chosen probability; nil where nothing was calibrated.
    public var sets: PredictionSets?

    /// - Parameter calibrator: the identity where nothing was calibrated.
    public init(calibrator: Calibrator = .identity, sets: PredictionSets? = nil) {
        self.calibrator = calibrator
        self.sets = sets
    }
}
