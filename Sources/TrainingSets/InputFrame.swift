public import Images

/// How a picture is prepared for the network: which part of it, how bright, at which size. Nothing here is random.
///
/// Training and classification use the same frame; it is stored in the run directory. As JSON or TOML it is a flat
/// table of which any key may be left out.
public struct InputFrame: Sendable, Equatable {
    /// Which part of the picture the network sees, always a square.
    public enum Framing: Sendable, Equatable {
        /// The largest centred square.
        case whole
        /// A centred square of this fraction of the shorter side, 0 < fraction ≤ 1.
        case central(fraction: Double)
    }

    /// Pixels a side of the network's input.
    public var size: Int
    public var framing: Framing
    /// The sky's level, the median of the picture's border in each channel, is subtracted.
    public var subtractsSky: Bool
    /// The brightness, after the sky is subtracted, that the galaxy's bright pixels are scaled to; nil keeps it as
    /// it is.
    public var peak: Double?
    /// All channels become their mean.
    public var isGrey: Bool
    /// Kernel of the resampling.
    public var filter: ResampleFilter

    public init(
        size: Int, framing: Framing = .whole, subtractsSky: Bool = false, peak: Double? = nil, isGrey: Bool = false,
        filter: ResampleFilter = .bilinear
    ) {
        precondition(size > 0, "the network's input has at least one pixel a side, not \(size)")
        self.size = size
        self.framing = framing
        self.subtractsSky = subtractsSky
        self.peak = peak
        self.isGrey = isGrey
        self.filter = filter
    }
}
