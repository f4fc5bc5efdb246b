internal import Images

/// Powers of many numbers at once.
enum VectorPower {
    /// base ^ exponent for a base in 0…1 and a positive exponent, with a relative error below 1e-5.
    ///
    /// 2 ^ (exponent · log2 base): the logarithm by an odd series in (m − 1) / (m + 1), the power by a polynomial.
    @inline(__always)
    static func power(_ base: SIMD4<Float>, _ exponent: Float) -> SIMD4<Float> {
        // Below this a power of at most 10 is 0 for a picture; the logarithm needs a normal number.
        let isZero = base .< 1e-12
        let bits = unsafeBitCast(base.replacing(with: 1, where: isZero), to: SIMD4<Int32>.self)
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
        let logarithm = SIMD4<Float>(whole) + series * t
        let power = (logarithm * exponent).limited(-126, 127)
        // Adding 1.5 · 2^23 rounds to the nearest whole number, held in the low bits.
        let shift: Float = 12_582_912
        let rounded = power + shift
        let fraction = power - (rounded - shift)
        let step = unsafeBitCast(rounded, to: SIMD4<Int32>.self) &<< 23
        var value = fraction * 0.001_339_89 + 0.009_618_37
        value = value * fraction + 0.055_503_42
        value = value * fraction + 0.240_226_51
        value = value * fraction + 0.693_147_18
        value = value * fraction + 1
        let scaled = unsafeBitCast(unsafeBitCast(value, to: SIMD4<Int32>.self) &+ step, to: SIMD4<Float>.self)
        return scaled.replacing(with: 0, where: isZero)
    }
}
