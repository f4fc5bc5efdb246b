/// Eight floats at once, and the functions that painting galaxies needs, to about 1e-6.
///
/// Polynomials as in Cephes (Moshier). Rounding and conversion to integers go by adding 1.5 x 2^23, which processors
/// without SSE4.1 do eight lanes at a time too.
package typealias Lanes = SIMD8<Float>

extension SIMD8<Float> {
    /// Adding this leaves the nearest whole number in the low bits, for lanes within ±2^22.
    private static var magic: Float { 12_582_912 }
    private static var magicBits: Int32 { 0x4B40_0000 }

    @inline(__always) init(bits: SIMD8<Int32>) {
        self = unsafeBitCast(bits, to: Lanes.self)
    }

    @inline(__always) var laneBits: SIMD8<Int32> { unsafeBitCast(self, to: SIMD8<Int32>.self) }

    /// e to each lane, for lanes between −87 and 88; lanes below −87 count as −87.
    @inline(__always) package func exponential() -> Lanes {
        let x = self.replacing(with: -87, where: self .< -87)
        let shifted = x * 1.442_695_04 + Lanes.magic
        let whole = shifted - Lanes.magic
        let rest = x - whole * 0.693_359_375 + whole * 2.121_944_4e-4
        var p = rest * 1.987_569_15e-4 + 1.398_199_95e-3
        p = p * rest + 8.333_451_9e-3
        p = p * rest + 4.166_579_6e-2
        p = p * rest + 1.666_666_55e-1
        p = p * rest + 5.000_000_1e-1
        p = p * rest * rest + rest + 1
        return p * Lanes(bits: (shifted.laneBits &- Lanes.magicBits &+ 127) &<< 23)
    }

    /// Natural logarithm of positive lanes.
    @inline(__always) package func logarithm() -> Lanes {
        let bits = laneBits
        var exponent = Lanes(bits: (bits &>> 23) | 0x4B00_0000) - (8_388_608 + 126)
        var m = Lanes(bits: (bits & 0x007F_FFFF) | 0x3F00_0000)
        let isSmall = m .< 0.707_106_77
        exponent.replace(with: exponent - 1, where: isSmall)
        m.replace(with: m + m, where: isSmall)
        let x = m - 1
        var p = x * 7.037_683_6e-2 - 1.151_461e-1
        p = p * x + 1.167_699_9e-1
        p = p * x - 1.242_014_1e-1
        p = p * x + 1.424_932_3e-1
        p = p * x - 1.666_805_8e-1
        p = p * x + 2.000_071_5e-1
        p = p * x - 2.499_999_4e-1
        p = p * x + 3.333_333_1e-1
        let square = x * x
        let tail = p * x * square - exponent * 2.121_944_4e-4 - square * 0.5
        return x + tail + exponent * 0.693_359_375
    }

    /// Sine and cosine of lanes within a few thousand turns.
    @inline(__always) package func sineAndCosine() -> (sine: Lanes, cosine: Lanes) {
        let shifted = self * 0.636_619_77 + Lanes.magic
        let quarter = shifted - Lanes.magic
        let x = ((self - quarter * 1.570_312_5) - quarter * 4.837_512_97e-4) - quarter * 7.549_789_4e-8
        let square = x * x
        var s = square * -1.951_529_6e-4 + 8.332_161e-3
        s = s * square - 1.666_665_5e-1
        s = s * square * x + x
        var c = square * 2.443_315_7e-5 - 1.388_731_6e-3
        c = c * square + 4.166_664_6e-2
        c = c * square * square - square * 0.5 + 1
        let turn = shifted.laneBits &- Lanes.magicBits
        let swap = (turn & 1) .== 1
        // The sign bit of each: set in the 3rd and 4th quarter for the sine, in the 2nd and 3rd for the cosine.
        let sine = Lanes(bits: s.replacing(with: c, where: swap).laneBits ^ ((turn & 2) &<< 30))
        let cosine = Lanes(bits: c.replacing(with: s, where: swap).laneBits ^ (((turn &+ 1) & 2) &<< 30))
        return (sine, cosine)
    }
}
