internal import Glibc

/// Colour picture of three bands with the asinh stretch of Lupton et al. 2004 (PASP 116, 133).
///
/// The stretch acts on the mean of the three bands and all three are scaled alike, so a pixel keeps its colour however
/// bright it is; where one band would pass white, all three are scaled down together. Give every survey's images in the
/// same calibrated unit (nanomaggies per square arcsecond) and use the same stretch for all: then one
/// galaxy looks alike in every survey. Equal to astropy's `make_lupton_rgb` within one count.
///
/// ```swift
/// let stretch = LuptonStretch(minimum: 0, stretch: 0.5, softening: 8)
/// let picture = stretch.picture(red: i.pixels, green: r.pixels, blue: g.pixels, width: r.width, height: r.height)
/// ```
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
        floatPicture(red: red, green: green, blue: blue, width: width, height: height).cut
    }

    /// The same before fractions are cut off.
    public func floatPicture(
        red: [Float], green: [Float], blue: [Float], width: Int, height: Int
    ) -> RGBFloatImage {
        let count = width * height
        precondition(
            red.count == count && green.count == count && blue.count == count,
            "bands of \(red.count), \(green.count), \(blue.count) pixels do not fill \(width) x \(height)")
        // As in the paper and astropy: slope 1 at a tenth of the stretch, and Q = 0 stands for an almost linear 0.1.
        let q = softening < 0x1p-23 ? 0.1 : min(softening, 1e10)
        let fraction: Float = 0.1
        let slope = fraction / asinh(fraction * q)
        let soften = q / stretch
        let pixels = [Float](unsafeUninitializedCapacity: count * 3) { pixels, used in
            used = count * 3
            draw(red, green, blue, count: count, slope: slope, soften: soften, into: pixels)
        }
        return RGBFloatImage(width: width, height: height, pixels: pixels)
    }

    /// - Parameter pixels: gets 3 floats a pixel.
    private func draw(
        _ red: [Float], _ green: [Float], _ blue: [Float], count: Int, slope: Float, soften: Float,
        into pixels: UnsafeMutableBufferPointer<Float>
    ) {
        // Four pixels at a time; the last ones are done twice where their number is no multiple of four.
        for step in stride(from: 0, to: count, by: 4) {
            let first = max(0, min(step, count - 4))
            let lanes = min(4, count)
            func four(_ band: [Float], _ scale: Float) -> SIMD4<Float> {
                var values = SIMD4<Float>(repeating: .nan)
                band.withUnsafeBytes { bytes in
                    if lanes == 4 {
                        values = bytes.loadUnaligned(fromByteOffset: first * 4, as: SIMD4<Float>.self)
                    } else {
                        for lane in 0..<lanes { values[lane] = band[first + lane] }
                    }
                }
                return (values - minimum) * scale
            }
            var (r, g, b) = (four(red, scales.x), four(green, scales.y), four(blue, scales.z))
            let intensity = (r + g + b) / 3
            // False also for what is not a number.
            let isDrawn = (intensity .> 0) .& (intensity .< .infinity)
            let safe = intensity.replacing(with: 1, where: .!isDrawn)
            var factor = VectorLogarithm.asinh(safe * soften) * slope / safe
            factor.replace(with: 0, where: .!isDrawn)
            (r, g, b) = (drawn(r, factor, isDrawn), drawn(g, factor, isDrawn), drawn(b, factor, isDrawn))
            var brightest = r.replacing(with: g, where: g .> r)
            brightest.replace(with: b, where: b .> brightest)
            brightest.replace(with: 1, where: brightest .< 1)
            let white = 255 / brightest
            (r, g, b) = ((r * white).limited(0, 255), (g * white).limited(0, 255), (b * white).limited(0, 255))
            let target = pixels.baseAddress! + first * 3
            for lane in 0..<lanes {
                target[lane * 3] = r[lane]
                target[lane * 3 + 1] = g[lane]
                target[lane * 3 + 2] = b[lane]
            }
        }
    }

    @inline(__always)
    private func drawn(_ band: SIMD4<Float>, _ factor: SIMD4<Float>, _ isDrawn: SIMDMask<SIMD4<Int32>>) -> SIMD4<Float>
    {
        let value = band.replacing(with: 0, where: .!isDrawn) * factor
        return value.replacing(with: 0, where: value .< 0)
    }
}
