#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// Colour picture of three bands with the asinh stretch of Lupton et al. 2004 (PASP 116, 133).
///
/// The stretch acts on the mean of the three bands and all three are scaled alike, so a pixel keeps its colour however
/// bright it is; where one band would pass white, all three are scaled down together. Give every survey's images in the
/// same calibrated unit (nanomaggies per square arcsecond) and use the same stretch for all: then one
/// galaxy looks alike in every survey. Equal to astropy's `make_lupton_rgb` within one count.
public struct LuptonStretch: Sendable, Equatable, Codable {
    /// Intensity drawn black, in the images' unit.
    public var minimum: Float
    /// Linear range, in the images' unit: about `minimum + stretch` is where the curve has bent over. Above 0.
    public var stretch: Float
    /// Softening: 0 is a linear picture, 8 shows faint and bright parts together. Not negative.
    public var softening: Float
    /// Factors on red, green and blue before the stretch, to balance the colours; 1 each leaves the bands as they are.
    public var scales: SIMD3<Float>

    public init(minimum: Float, stretch: Float, softening: Float, scales: SIMD3<Float> = [1, 1, 1]) {
        precondition(
            stretch > 0 && softening >= 0, "stretch \(stretch) must be above 0, softening \(softening) not below")
        self.minimum = minimum
        self.stretch = stretch
        self.softening = softening
        self.scales = scales
    }

    /// Maps three bands to red, green and blue, usually (i, r, g).
    ///
    /// Rows are kept in the order given; a FITS image has its bottom row first, a picture its top row.
    /// - Parameters: three arrays of `width * height` pixels each; a pixel that is not finite is drawn black.
    public func picture(red: [Float], green: [Float], blue: [Float], width: Int, height: Int) -> RGBImage {
        let count = width * height
        precondition(
            red.count == count && green.count == count && blue.count == count,
            "bands of \(red.count), \(green.count), \(blue.count) pixels do not fill \(width) x \(height)")
        // As in the paper and astropy: slope 1 at a tenth of the stretch, and Q = 0 stands for an almost linear 0.1.
        let q = softening < 0x1p-23 ? 0.1 : min(softening, 1e10)
        let fraction: Float = 0.1
        let slope = fraction / asinh(fraction * q)
        let soften = q / stretch
        var pixels = [UInt8](repeating: 0, count: count * 3)
        for index in 0..<count {
            var rgb = (SIMD3(red[index], green[index], blue[index]) - minimum) * scales
            let intensity = rgb.sum() / 3
            guard intensity > 0, intensity.isFinite else { continue }
            rgb *= asinh(intensity * soften) * slope / intensity
            rgb.replace(with: 0, where: rgb .< 0)
            let brightest = rgb.max()
            if brightest > 1 { rgb /= brightest }
            // Conversion cuts the fraction off, as astropy does.
            for channel in 0..<3 { pixels[index * 3 + channel] = UInt8(rgb[channel] * 255) }
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }
}
