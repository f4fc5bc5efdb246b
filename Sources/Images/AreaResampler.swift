/// Brings pixels of a tile onto another, turned and scaled grid, and conserves flux.
///
/// The pixels are taken as samples of a continuous surface (Keys' cubic interpolation, a = −1/2), and every output pixel
/// is the mean of that surface over its area: anti-aliased when the grid is coarser, smooth when it is finer. Area by
/// area the outputs add up to what the inputs hold, to rounding, because neighbours share their edges exactly. Turned
/// grids are done in two passes, along rows and then along columns (Catmull and Smith 1980), after quarter turns.
///
/// Keeps its scratch memory: use one a thread.
package struct AreaResampler {
    /// Where output pixels lie on the input: pixel (u, v) has its centre at `centre + (u − m) across + (v − m) down` with
    /// m the middle, in input pixels from 0 at the first one's centre.
    package struct Grid: Sendable {
        package var centre, across, down: SIMD2<Double>
        package var width, height: Int

        package init(
            centre: SIMD2<Double>, across: SIMD2<Double>, down: SIMD2<Double>, width: Int, height: Int
        ) {
            self.centre = centre
            self.across = across
            self.down = down
            self.width = width
            self.height = height
        }
    }

    private var turned: [Float] = []
    private var middle: [Float] = []
    private var sums: [Double] = []

    package init() {}

    /// - Parameters:
    ///   - pixels: (height, width); outside of them the outermost ones repeat.
    ///   - grid: its area a pixel must not be 0.
    /// - Returns: (grid.height, grid.width), means over the output pixels' areas.
    package mutating func resample(_ pixels: [Float], width: Int, height: Int, onto grid: Grid) -> [Float] {
        precondition(pixels.count == width * height, "\(pixels.count) pixels do not fill \(width) x \(height)")
        var (centre, across, down) = (grid.centre, grid.across, grid.down)
        // A quarter turn leaves a rest of at most 45 degrees, for which two passes are sound.
        let isTurned = abs(across.y) > abs(across.x)
        var (columns, rows) = (width, height)
        if isTurned {
            AreaResampler.transpose(pixels, width, height, into: &turned)
            swap(&columns, &rows)
            (centre, across, down) = (
                SIMD2(centre.y, centre.x), SIMD2(across.y, across.x), SIMD2(down.y, down.x)
            )
        }
        // The input rows that can count.
        let half = SIMD2(Double(grid.width), Double(grid.height)) / 2
        let reachY = abs(across.y) * half.x + abs(down.y) * half.y + 3
        let first = min(max(Int((centre.y - reachY).rounded(.down)), 0), rows - 1)
        let end = min(max(Int((centre.y + reachY).rounded(.up)) + 1, first + 1), rows)
        let lines = end - first
        // First pass: for input row y, output column u sees x at the v where y lies: x is linear in u.
        let shear = down.x / down.y
        let step = across.x - shear * across.y
        AreaResampler.grow(&middle, to: grid.width * lines)
        AreaResampler.grow(&sums, to: max(columns, rows) + 1)
        let source = isTurned ? turned : pixels
        source.withUnsafeBufferPointer { source in
            middle.withUnsafeMutableBufferPointer { middle in
                sums.withUnsafeMutableBufferPointer { sums in
                    for line in 0..<lines {
                        let y = Double(first + line)
                        let start = centre.x + shear * (y - centre.y) - half.x * step
                        // Stored turned, so that the second pass goes along rows too.
                        AreaResampler.average(
                            source.baseAddress! + (first + line) * columns, columns, from: start, step: step,
                            into: middle.baseAddress! + line, stride: lines, count: grid.width, sums.baseAddress!)
                    }
                }
            }
        }
        return [Float](unsafeUninitializedCapacity: grid.width * grid.height) { output, count in
            middle.withUnsafeBufferPointer { middle in
                sums.withUnsafeMutableBufferPointer { sums in
                    for column in 0..<grid.width {
                        let u = Double(column) + 0.5 - half.x
                        let start = centre.y + u * across.y - half.y * down.y - Double(first)
                        AreaResampler.average(
                            middle.baseAddress! + column * lines, lines, from: start, step: down.y,
                            into: output.baseAddress! + column, stride: grid.width, count: grid.height,
                            sums.baseAddress!)
                    }
                }
            }
            count = grid.width * grid.height
        }
    }

    /// Means of a row's continuous surface over `count` neighbouring stretches of length `step`, the first of which begins
    /// at `start` (pixels from 0 at the first one's centre).
    @inline(__always)
    private static func average(
        _ row: UnsafePointer<Float>, _ length: Int, from start: Double, step: Double,
        into target: UnsafeMutablePointer<Float>, stride: Int, count: Int, _ sums: UnsafeMutablePointer<Double>
    ) {
        var total = 0.0
        var done = 0
        // Four at a time, so that only every fourth sum has to wait for the one before.
        while done &+ 4 <= length {
            let (first, third) = (Double(row[done]), Double(row[done &+ 2]))
            let two = first + Double(row[done &+ 1])
            sums[done] = total
            sums[done &+ 1] = total + first
            sums[done &+ 2] = total + two
            sums[done &+ 3] = total + (two + third)
            total += two + (third + Double(row[done &+ 3]))
            done &+= 4
        }
        for index in done..<length {
            sums[index] = total
            total += Double(row[index])
        }
        sums[length] = total
        let scale = Float(1 / step)
        // Edges in units of 2⁻³² pixel; both neighbours of an edge take it from one place, so that nothing is lost between.
        var place = Int((start * 0x1p32).rounded())
        let advance = Int((step * 0x1p32).rounded())
        var (lastSum, lastNear) = (0.0, Float(0))
        nearShares.withUnsafeBufferPointer { shares in
            for edge in 0...count {
                let pixel = place >> 32
                let phase = (place >> 22) & 1023
                let share = shares[phase] + (shares[phase + 1] - shares[phase]) * (Float(place & 0x3F_FFFF) * 0x1p-22)
                let (sum, near): (Double, Float)
                if pixel >= 1, pixel < length - 2 {
                    let values = UnsafeRawPointer(row + (pixel - 1)).loadUnaligned(as: SIMD4<Float>.self)
                    sum = sums[pixel - 1]
                    near = (values * share).sum()
                } else {
                    sum = outerIntegral(row, length, sums, pixel: pixel, shares: share)
                    near = 0
                }
                if edge > 0 { target[(edge - 1) * stride] = (Float(sum - lastSum) + (near - lastNear)) * scale }
                (lastSum, lastNear) = (sum, near)
                place &+= advance
            }
        }
    }

    /// For a place `t` = index / 1024 behind a pixel's centre, what the kernels of the pixels at −1, 0, 1 and 2 hold to the
    /// left of it: Keys' weights, integrated.
    private static let nearShares: [SIMD4<Float>] = (0...1024).map { index in
        let t = Double(index) / 1024
        let t2 = t * t
        let w0 = 25.0 / 24 + ((-0.125 * t + 1.0 / 3) * t - 0.25) * t2
        let w1 = 0.5 + t + (0.375 * t - 5.0 / 6) * t2 * t
        let w2 = -1.0 / 24 + ((-0.375 * t + 2.0 / 3) * t + 0.25) * t2
        let w3 = (0.125 * t - 1.0 / 6) * t2 * t
        return SIMD4(Float(w0), Float(w1), Float(w2), Float(w3))
    }

    /// Integral of the surface up to a place near or beyond an end of the row, where the outermost pixels repeat.
    private static func outerIntegral(
        _ row: UnsafePointer<Float>, _ length: Int, _ sums: UnsafePointer<Double>, pixel: Int, shares: SIMD4<Float>
    ) -> Double {
        func value(_ index: Int) -> Double { Double(row[min(max(index, 0), length - 1)]) }
        let beyond = pixel - 1 < 0 ? pixel - 1 : max(0, pixel - 1 - length)
        var sum = sums[min(max(pixel - 1, 0), length)] + Double(beyond) * value(pixel - 1)
        for tap in 0..<4 { sum += value(pixel - 1 + tap) * Double(shares[tap]) }
        return sum
    }

    private static func transpose(_ pixels: [Float], _ width: Int, _ height: Int, into target: inout [Float]) {
        grow(&target, to: pixels.count)
        for row in 0..<height {
            for column in 0..<width { target[column * height + row] = pixels[row * width + column] }
        }
    }

    private static func grow<Number: Numeric>(_ array: inout [Number], to count: Int) {
        if array.count < count { array = [Number](repeating: 0, count: count) }
    }
}
