import Images

/// What ``AreaResampler`` does, the plain way: every mean is an integral over Keys' cubic, piece by piece, in double
/// precision.
struct PlainResampler {
    /// - Parameters and result: as those of `AreaResampler.resample`; the grid turned by 45 degrees at most.
    static func resample(_ pixels: [Float], width: Int, height: Int, onto grid: AreaResampler.Grid) -> [Double] {
        let (centre, across, down) = (grid.centre, grid.across, grid.down)
        let half = SIMD2(Double(grid.width), Double(grid.height)) / 2
        let shear = down.x / down.y
        let step = across.x - shear * across.y
        let rows = (0..<height).map { y in
            let row = (0..<width).map { Double(pixels[y * width + $0]) }
            let start = centre.x + shear * (Double(y) - centre.y) - half.x * step
            return (0..<grid.width).map { mean(of: row, from: start + Double($0) * step, length: step) }
        }
        var output = [Double](repeating: 0, count: grid.width * grid.height)
        for column in 0..<grid.width {
            let line = rows.map { $0[column] }
            let start = centre.y + (Double(column) + 0.5 - half.x) * across.y - half.y * down.y
            for row in 0..<grid.height {
                output[row * grid.width + column] = mean(of: line, from: start + Double(row) * down.y, length: down.y)
            }
        }
        return output
    }

    private static func mean(of line: [Double], from start: Double, length: Double) -> Double {
        let (low, high) = (min(start, start + length), max(start, start + length))
        var sum = 0.0
        for cell in Int(low.rounded(.down))...Int(high.rounded(.down)) {
            let (left, right) = (max(low, Double(cell)), min(high, Double(cell + 1)))
            // Two points of Gauss and Legendre are exact for a cubic.
            for sign in [-1.0, 1.0] {
                let place = (left + right) / 2 + sign * (right - left) / 2 / 3.0.squareRoot()
                sum += value(of: line, at: place - Double(cell), in: cell) * (right - left) / 2
            }
        }
        return sum / (high - low)
    }

    /// Keys 1981, equation 4, at `t` = 0…1 behind the pixel `cell`.
    private static func value(of line: [Double], at t: Double, in cell: Int) -> Double {
        let weights = [
            ((-0.5 * t + 1) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1, ((-1.5 * t + 2) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t,
        ]
        return weights.indices.reduce(0) { sum, tap in
            sum + weights[tap] * line[min(max(cell - 1 + tap, 0), line.count - 1)]
        }
    }
}
