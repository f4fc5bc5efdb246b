/// What a run knows about how far its network's answers can be believed.
public struct RunConfidence: Sendable, Equatable {
    /// Makes logits say what they mean.
    public var calibrator: Calibrator
    /// Tells pictures that fit no clean galaxies'; nil where nothing was learnt of them.
    public var strangeness: Strangeness?

    /// - Parameter calibrator: the identity where nothing was calibrated.
    public init(calibrator: Calibrator = .identity, strangeness: Strangeness? = nil) {
        self.calibrator = calibrator
        self.strangeness = strangeness
    }
}
