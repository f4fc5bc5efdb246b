internal import Images

/// A stretch as users choose it, on the command line and in recipes.
public struct StretchChoice: Sendable, Equatable {
    /// The stretches there are.
    public enum Kind: String, Sendable, CaseIterable {
        /// Asinh, the same for all surveys.
        case lupton
        /// A straight scale, the same for all.
        case linear
        /// That of Khan et al. 2019, by each picture's sky.
        case paper
    }

    public var kind = Kind.lupton
    /// Brightness drawn black, nanomaggies a square arcsecond (lupton, linear).
    public var minimum: Float = 0
    /// Linear range of lupton, white of linear, nanomaggies a square arcsecond.
    public var range = LuptonStretch.cutouts.stretch
    /// Softening of lupton: 0 is linear, 8 shows faint and bright together.
    public var softening = LuptonStretch.cutouts.softening

    public init() {}

    /// What is wrong with the values, if anything is: the name of the value, and what it must be.
    public var problem: (name: String, rule: String)? {
        let isLinear = kind == .linear
        guard range.isFinite, minimum.isFinite, range > (isLinear ? minimum : 0) else {
            return ("range", "must be above \(isLinear ? "minimum" : "0")")
        }
        return softening >= 0 && softening.isFinite ? nil : ("softening", "must be 0 or more")
    }

    /// The stretch that is asked for.
    /// - Precondition: ``problem`` is nil.
    public var colours: ColourStretch {
        let scales = LuptonStretch.cutouts.scales
        return switch kind {
        case .lupton:
            .lupton(LuptonStretch(minimum: minimum, stretch: range, softening: softening, scales: scales))
        case .linear: .linear(LinearStretch(minimum: minimum, maximum: range, scales: scales))
        case .paper: .paper(ClipStretch())
        }
    }
}
