/// What a run knows about how far its network's answers can be believed.
public struct RunConfidence: Sendable, Equatable {
    /// Makes logits say what they mean.
    public var calibrator: Calibrator

    /// - Parameter calibrator: the identity where nothing was calibrated.
    public init(calibrator: Calibrator = .identity) {
        self.calibrator = calibrator
    }
}
