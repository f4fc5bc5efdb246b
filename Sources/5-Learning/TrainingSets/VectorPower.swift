internal import Images

/// Powers of many numbers at once.
enum VectorPower {
    /// base ^ exponent for a base in 0…1 and a positive exponent, with a relative error below 1e-5.
    ///
    /// 2 ^ (exponent · log2 base), the power by a polynomial.
    @inline(__always)
    static func power(_ base: SIMD4<Float>, _ exponent: Float) -> SIMD4<Float> {
        // Below this a power of at most 10 is 0 for a picture; the logarithm needs a normal number.
        let isZero = base .< 1e-12
        let logarithm = VectorLogarithm.log2(base.replacing(with: 1, where: isZero))
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
