/// Logarithms of several numbers at once.
package enum VectorLogarithm {
    /// log2 of positive, normal numbers, with an absolute error below 1e-6.
    ///
    /// The power of two is taken off; the rest by an odd series in (m − 1) / (m + 1).
    @inline(__always)
    package static func log2(_ value: SIMD4<Float>) -> SIMD4<Float> {
        let bits = unsafeBitCast(value, to: SIMD4<Int32>.self)
        // Mantissa in 0.707…1.414 and the whole power of two that goes with it.
        let shifted = bits &- 0x3F35_04F3
        let whole = shifted &>> 23
        let mantissa = unsafeBitCast((shifted & 0x7F_FFFF) &+ 0x3F35_04F3, to: SIMD4<Float>.self)
        let t = (mantissa - 1) / (mantissa + 1)
        let t2 = t * t
        // 2 / ln 2 · (t + t³/3 + t⁵/5 + t⁷/7 + t⁹/9)
        var series = t2 * 0.320_598_98 + 0.412_198_58
        series = series * t2 + 0.577_078_02
        series = series * t2 + 0.961_796_69
        series = series * t2 + 2.885_390_08
        return SIMD4<Float>(whole) + series * t
    }

    /// asinh of positive numbers, with a relative error below 1e-5.
    @inline(__always)
    package static func asinh(_ value: SIMD4<Float>) -> SIMD4<Float> {
        // Beyond 2^60 a square would overflow, and asinh x = ln 2x.
        let isLarge = value .> 0x1p60
        let moderate = value.replacing(with: 1, where: isLarge)
        let square = moderate * moderate
        let sum = (moderate + (square + 1).squareRoot()).replacing(with: value, where: isLarge)
        let logarithm = (log2(sum) + SIMD4<Float>.zero.replacing(with: 1, where: isLarge)) * 0.693_147_18
        // Near 0 the logarithm has no digits left: the series instead.
        let small = moderate * ((square * 0.075 - 1.0 / 6) * square + 1)
        return logarithm.replacing(with: small, where: moderate .< 0.125)
    }
}
