/// The clip-and-scale of Khan et al. 2019 (arXiv:1812.02183) and its published code, with its background mended.
///
/// Each band by itself: the sky's level μ and scatter σ are those of the faintest half of the picture's pixels, and
/// `(x − (μ − σ)) / 6σ` is cut to 0…1. The published code sorts each row where it means to sort all pixels, and so takes
/// μ and σ of the whole cutout, galaxy and all; here they are the faintest half's.
///
/// Every picture is scaled by its own sky, so a survey's noise decides how bright its galaxies look: to compare with the
/// paper. For a network that meets several surveys take ``LuptonStretch``.
public struct ClipStretch: Sendable, Equatable, Codable {
    /// Range that is shown, in σ; the paper has 6.
    public var range: Float
    /// Where the range begins, in σ below μ; the paper has 1.
    public var below: Float

    public init(range: Float = 6, below: Float = 1) {
        precondition(range > 0, "a range of \(range) sigma is none")
        self.range = range
        self.below = below
    }

    /// Mean and standard deviation of the faintest half of the finite pixels; nil when there are fewer than two.
    public static func sky(of pixels: [Float]) -> (mean: Float, deviation: Float)? {
        let sorted = pixels.filter(\.isFinite).sorted()
        let half = sorted.prefix((sorted.count + 1) / 2)
        guard half.count > 1 else { return nil }
        let mean = half.reduce(0) { $0 + Double($1) } / Double(half.count)
        let variance = half.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(half.count)
        return (Float(mean), Float(variance.squareRoot()))
    }

    /// Maps three bands to red, green and blue; rows are kept in the order given.
    ///
    /// A band without scatter in its faintest half is drawn black, as is a pixel that is not finite; such pixels do not
    /// count for the sky.
    /// - Parameters: three arrays of `width * height` pixels each.
    public func picture(red: [Float], green: [Float], blue: [Float], width: Int, height: Int) -> RGBImage {
        floatPicture(red: red, green: green, blue: blue, width: width, height: height).cut
    }

    /// The same before fractions are cut off.
    public func floatPicture(
        red: [Float], green: [Float], blue: [Float], width: Int, height: Int
    ) -> RGBFloatImage {
        let bands = [red, green, blue]
        let skies = bands.map { ClipStretch.sky(of: $0) ?? (0, 0) }
        return RGBFloatImage(bands, width: width, height: height) { value, channel in
            let (mean, deviation) = skies[channel]
            return deviation > 0 ? (value - (mean - below * deviation)) / (range * deviation) : 0
        }
    }
}
