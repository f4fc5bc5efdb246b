/// Bilinear sampling of a picture's values, four a read, nearest edge outside.
struct PixelSampler<Value: PixelValue> {
    /// Red, green, blue row by row, and at least one value behind them.
    let values: UnsafePointer<Value>
    let columns: Int
    let rows: Int

    /// One sample at each output pixel's centre.
    func drawSingle(_ map: AffineMap, width: Int, height: Int, into output: UnsafeMutablePointer<Float>) {
        let target = UnsafeMutableRawPointer(output)
        for row in 0..<height {
            let y = Double(row) + 0.5
            // Four neighbouring pixels at a time share the arithmetic of positions.
            var column = 0
            while column < width {
                let start = map(Double(column) + 0.5, y)
                let lanes = SIMD4<Float>(0, 1, 2, 3)
                let spots = Spots(
                    self, x: Float(start.x) + lanes * Float(map.xx), y: Float(start.y) + lanes * Float(map.yx))
                let offset = (row * width + column) * 12
                let count = min(4, width - column)
                for lane in 0..<count {
                    target.storeBytes(of: value(spots, lane), toByteOffset: offset + lane * 12, as: SIMD4<Float>.self)
                }
                column += 4
            }
        }
    }

    /// The mean of four samples in each output pixel, at (±spreadX, ±spreadY) from its centre.
    func drawFourfold(
        _ map: AffineMap, spreadX: Double, spreadY: Double, width: Int, height: Int,
        into output: UnsafeMutablePointer<Float>
    ) {
        let target = UnsafeMutableRawPointer(output)
        let signX = SIMD4<Float>(-1, 1, -1, 1) * Float(spreadX)
        let signY = SIMD4<Float>(-1, -1, 1, 1) * Float(spreadY)
        let offsetX = signX * Float(map.xx) + signY * Float(map.xy)
        let offsetY = signX * Float(map.yx) + signY * Float(map.yy)
        for row in 0..<height {
            let start = map(0.5, Double(row) + 0.5)
            let startX = Float(start.x) + offsetX
            let startY = Float(start.y) + offsetY
            for column in 0..<width {
                let spots = Spots(
                    self, x: startX + Float(column) * Float(map.xx), y: startY + Float(column) * Float(map.yx))
                let sum = (value(spots, 0) + value(spots, 1)) + (value(spots, 2) + value(spots, 3))
                target.storeBytes(
                    of: sum * 0.25, toByteOffset: (row * width + column) * 12, as: SIMD4<Float>.self)
            }
        }
    }

    /// Four places in the picture: offsets of the pixels around each, and its fractions between them.
    private struct Spots {
        let upper: SIMD4<Int32>
        let lower: SIMD4<Int32>
        /// Values from a left pixel to its right neighbour: 3, or 0 at the edge.
        let right: SIMD4<Int32>
        let fractionX: SIMD4<Float>
        let fractionY: SIMD4<Float>

        @inline(__always)
        init(_ sampler: PixelSampler, x: SIMD4<Float>, y: SIMD4<Float>) {
            let lastX = Float(sampler.columns - 1)
            let lastY = Float(sampler.rows - 1)
            let x = (x - 0.5).limited(0, lastX)
            let y = (y - 0.5).limited(0, lastY)
            let (column, wholeX) = Spots.whole(x)
            let (row, wholeY) = Spots.whole(y)
            fractionX = x - wholeX
            fractionY = y - wholeY
            let stride = Int32(sampler.columns * 3)
            upper = row &* stride &+ column &* 3
            lower = upper &+ SIMD4<Int32>.zero.replacing(with: stride, where: row .< Int32(sampler.rows - 1))
            right = SIMD4<Int32>.zero.replacing(with: 3, where: column .< Int32(sampler.columns - 1))
        }

        /// The whole part of `x`, 0…2^22, as integer and as float; a whole `x` may give `x - 1`, one step from it.
        ///
        /// Adding 2^23 leaves the rounded value in the low bits of the float: no conversion that could trap.
        @inline(__always)
        private static func whole(_ x: SIMD4<Float>) -> (SIMD4<Int32>, SIMD4<Float>) {
            let shift: Float = 8_388_608
            let shifted = (x - 0.5).limited(0, shift) + shift
            let bits = unsafeBitCast(shifted, to: SIMD4<Int32>.self) & 0x7F_FFFF
            return (bits, shifted - shift)
        }
    }

    @inline(__always)
    private func value(_ spots: Spots, _ lane: Int) -> SIMD4<Float> {
        let upper = Int(spots.upper[lane])
        let lower = Int(spots.lower[lane])
        let right = Int(spots.right[lane])
        let x = spots.fractionX[lane]
        let y = spots.fractionY[lane]
        let a = pixel(upper)
        let b = pixel(upper &+ right)
        let c = pixel(lower)
        let d = pixel(lower &+ right)
        let top = a + (b - a) * x
        let bottom = c + (d - c) * x
        return top + (bottom - top) * y
    }

    @inline(__always)
    private func pixel(_ offset: Int) -> SIMD4<Float> {
        Value.four(values + offset)
    }
}
