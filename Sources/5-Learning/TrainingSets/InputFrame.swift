public import Cutouts
public import Images

/// How a picture is prepared for the network: which part of it, how bright, at which size. Nothing here is random.
///
/// Training and classification use the same frame; it is stored in the run directory. As JSON or TOML it is a flat
/// table; see `init(from:)`.
public struct InputFrame: Sendable, Equatable {
    /// Which part of the picture the network sees, always a square.
    public enum Framing: Sendable, Equatable {
        /// The largest centred square.
        case whole
        /// A centred square of this fraction of the shorter side, 0 < fraction ≤ 1.
        case central(fraction: Double)
        /// A square around the central galaxy, whose half side is this many of its root mean square radii; never
        /// beyond the picture. The galaxy is measured on each picture, so that a survey's pixel scale and a
        /// service's field of view do not matter.
        case adaptive(radii: Double)
    }

    /// What becomes of the brightness.
    public enum Levels: Sendable, Equatable {
        /// As stored in the file, 0…255 → 0…1.
        case stored
        /// The sky (and its noise) becomes 0, the galaxy's brightest pixels become 1, and a power brings its median
        /// pixel near `midtone`, 0 < midtone < 1: surveys' stretches then look alike.
        case galaxy(midtone: Double)
    }

    /// Pixels a side of the network's input.
    public var size: Int
    public var framing: Framing
    public var levels: Levels
    /// All channels become their mean.
    public var isGrey: Bool
    /// Kernel of the resampling where the picture is not turned.
    public var filter: ResampleFilter
    /// How FITS cutouts are drawn; nil: they are not taken.
    public var drawing: CutoutDrawing?

    public init(
        size: Int, framing: Framing = .whole, levels: Levels = .stored, isGrey: Bool = false,
        filter: ResampleFilter = .bilinear, drawing: CutoutDrawing? = nil
    ) {
        self.size = size
        self.framing = framing
        self.levels = levels
        self.isGrey = isGrey
        self.filter = filter
        self.drawing = drawing
        let problem = problem
        precondition(problem == nil, "input frame: \(problem ?? "")")
    }

    /// Each galaxy at its own size and brightness, in grey: what carries over from one survey to another.
    public static func galaxy(size: Int) -> InputFrame {
        InputFrame(size: size, framing: .adaptive(radii: 2.5), levels: .galaxy(midtone: 0.3), isGrey: true)
    }

    /// The frame with a field of view 1 / `factor` as wide: above 1 the galaxy becomes larger. The field never grows
    /// beyond the picture.
    public func zoomed(by factor: Double) -> InputFrame {
        var frame = self
        switch framing {
        case .whole: frame.framing = factor > 1 ? .central(fraction: 1 / factor) : .whole
        case .central(let fraction): frame.framing = .central(fraction: min(fraction / factor, 1))
        case .adaptive(let radii): frame.framing = .adaptive(radii: radii / factor)
        }
        return frame
    }

    /// What is wrong with the values, if anything is.
    var problem: String? {
        if !(8...4096).contains(size) { return "size must lie in 8…4096, not \(size)" }
        if case .central(let fraction) = framing, !(fraction > 0 && fraction <= 1) {
            return "fraction must lie above 0 and up to 1, not \(fraction)"
        }
        if case .adaptive(let radii) = framing, !(radii > 0 && radii <= 100) {
            return "radii must lie above 0 and up to 100, not \(radii)"
        }
        if case .galaxy(let midtone) = levels, !(midtone > 0 && midtone < 1) {
            return "midtone must lie between 0 and 1, not \(midtone)"
        }
        return drawing?.problem
    }
}
