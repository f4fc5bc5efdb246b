/// Colour picture of three bands on a straight scale, the same for all pictures.
public struct LinearStretch: Sendable, Equatable, Codable {
    /// Value drawn black, in the images' unit.
    public var minimum: Float
    /// Value drawn white; above `minimum`.
    public var maximum: Float
    /// Factors on red, green and blue before the stretch.
    public var scales: SIMD3<Float>

    public init(minimum: Float, maximum: Float, scales: SIMD3<Float> = [1, 1, 1]) {
        precondition(maximum > minimum, "a stretch from \(minimum) to \(maximum) has no range")
        self.minimum = minimum
        self.maximum = maximum
        self.scales = scales
    }

    /// Maps three bands to red, green and blue; rows are kept in the order given, each band by itself.
    /// - Parameters: three arrays of `width * height` pixels each; a value that is not finite is drawn black.
    public func picture(red: [Float], green: [Float], blue: [Float], width: Int, height: Int) -> RGBImage {
        floatPicture(red: red, green: green, blue: blue, width: width, height: height).cut
    }

    /// The same before fractions are cut off.
    public func floatPicture(
        red: [Float], green: [Float], blue: [Float], width: Int, height: Int
    ) -> RGBFloatImage {
        RGBFloatImage([red, green, blue], width: width, height: height) { value, channel in
            (value * scales[channel] - minimum) / (maximum - minimum)
        }
    }
}
