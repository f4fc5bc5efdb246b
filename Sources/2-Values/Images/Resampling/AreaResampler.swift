internal import CMachine

/// Brings pixels of a tile onto another, turned and scaled grid, and conserves flux.
///
/// The pixels are taken as samples of a continuous surface (Keys' cubic interpolation, a = −1/2), and every output pixel
/// is the mean of that surface over its area: anti-aliased when the grid is coarser, smooth when it is finer. Area by
/// area the outputs add up to what the inputs hold, to rounding, because neighbours share their edges exactly.
///
/// Two passes, along rows and then along columns (Catmull and Smith 1980), after quarter turns. On a turned grid they take
/// the mean over a parallelogram of a pixel's area, not over its square; so a turned grid that is coarser than the input
/// is made finer first, and the means of a pixel's parts are added up.
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
    /// A few rows of the input, axes (column, row).
    private var strip: [Float] = []
    /// Their means, axes (output column, row).
    private var averaged: [Float] = []
    /// All rows' means, axes (input row, output column).
    private var middle: [Float] = []

    package init() {}

    /// - Parameters:
    ///   - pixels: (height, width); outside of them the outermost ones repeat.
    ///   - grid: its area a pixel must not be 0.
    ///   - factor: on every value.
    /// - Returns: (grid.height, grid.width), means over the output pixels' areas.
    package mutating func resample(
        _ pixels: [Float], width: Int, height: Int, onto grid: Grid, factor: Float = 1
    ) -> [Float] {
        precondition(pixels.count == width * height, "\(pixels.count) pixels do not fill \(width) x \(height)")
        guard grid.width >= Transposition.lanes else {
            // Some more columns on the right, which are left out again.
            var wide = grid
            wide.width = Transposition.lanes
            wide.centre += grid.across * Double(wide.width - grid.width) / 2
            let means = resample(pixels, width: width, height: height, onto: wide, factor: factor)
            return (0..<grid.height).flatMap { means[$0 * wide.width..<$0 * wide.width + grid.width] }
        }
        let parts = AreaResampler.parts(of: grid)
        guard parts == 1 else {
            var fine = grid
            (fine.across, fine.down) = (grid.across / Double(parts), grid.down / Double(parts))
            (fine.width, fine.height) = (grid.width * parts, grid.height * parts)
            let means = resample(
                pixels, width: width, height: height, onto: fine, factor: factor / Float(parts * parts))
            return AreaResampler.sums(means, of: parts, width: grid.width, height: grid.height)
        }
        // A quarter turn leaves a rest of at most 45 degrees, for which two passes are sound.
        guard abs(grid.across.y) > abs(grid.across.x) else {
            return pixels.withUnsafeBufferPointer { twoPasses($0, width, height, grid, factor) }
        }
        AreaResampler.grow(&turned, to: pixels.count)
        for row in 0..<height {
            for column in 0..<width { turned[column * height + row] = pixels[row * width + column] }
        }
        let swapped = Grid(
            centre: SIMD2(grid.centre.y, grid.centre.x), across: SIMD2(grid.across.y, grid.across.x),
            down: SIMD2(grid.down.y, grid.down.x), width: grid.width, height: grid.height)
        let source = turned
        return source.withUnsafeBufferPointer { twoPasses($0, height, width, swapped, factor) }
    }

    /// Into how many parts the side of a pixel is cut: so many that a part is no longer than a pixel of the input, or 1 where
    /// the grid is not turned by more than a hundredth.
    private static func parts(of grid: Grid) -> Int {
        let (x, y) = (abs(grid.across.x), abs(grid.across.y))
        guard min(x, y) > 0.01 * max(x, y) else { return 1 }
        return max(1, Int((x * x + y * y).squareRoot().rounded(.up)))
    }

    /// Sums over squares of `parts * parts` values.
    private static func sums(_ values: [Float], of parts: Int, width: Int, height: Int) -> [Float] {
        var sums = [Float](repeating: 0, count: width * height)
        for row in 0..<height * parts {
            for column in 0..<width * parts {
                sums[row / parts * width + column / parts] += values[row * width * parts + column]
            }
        }
        return sums
    }

    private mutating func twoPasses(
        _ pixels: UnsafeBufferPointer<Float>, _ columns: Int, _ rows: Int, _ grid: Grid, _ factor: Float
    ) -> [Float] {
        let (centre, across, down) = (grid.centre, grid.across, grid.down)
        // The input rows that can count.
        let half = SIMD2(Double(grid.width), Double(grid.height)) / 2
        let reach = abs(across.y) * half.x + abs(down.y) * half.y + 3
        let first = min(max(Int((centre.y - reach).rounded(.down)), 0), rows - 1)
        let lines = min(max(Int((centre.y + reach).rounded(.up)) + 1, first + 1), rows) - first
        // First pass: for input row y, output column u sees x at the v where y lies: x is linear in u.
        let shear = down.x / down.y
        let step = across.x - shear * across.y
        let lanes = Transposition.lanes
        // Rows of an odd number of cache lines do not fall onto the same few places of the cache.
        let stride = ((grid.width + 15) / 16 | 1) * 16
        AreaResampler.grow(&strip, to: columns * lanes)
        AreaResampler.grow(&averaged, to: grid.width * lanes)
        AreaResampler.grow(&middle, to: stride * lines)
        strip.withUnsafeMutableBufferPointer { strip in
            averaged.withUnsafeMutableBufferPointer { averaged in
                middle.withUnsafeMutableBufferPointer { middle in
                    for line in Swift.stride(from: 0, to: lines, by: lanes) {
                        // The last rows, and below the last columns, are done twice where their number is no multiple.
                        let line = max(0, min(line, lines - lanes))
                        let count = min(lanes, lines - line)
                        Transposition.gather(
                            pixels.baseAddress! + (first + line) * columns, rows: count, columns: columns,
                            into: strip.baseAddress!)
                        let start = centre.x + shear * (Double(first + line) - centre.y) - half.x * step
                        cm_column_means(
                            strip.baseAddress!, lanes, columns,
                            cm_stretches(start: start, skew: shear, step: step, count: grid.width), 1,
                            averaged.baseAddress!, lanes)
                        Transposition.scatter(
                            averaged.baseAddress!, rows: count, columns: grid.width,
                            into: middle.baseAddress! + line * stride, stride: stride)
                    }
                }
            }
        }
        return [Float](unsafeUninitializedCapacity: grid.width * grid.height) { output, count in
            middle.withUnsafeBufferPointer { middle in
                for column in Swift.stride(from: 0, to: grid.width, by: lanes) {
                    let column = min(column, grid.width - lanes)
                    let start = centre.y + (Double(column) + 0.5 - half.x) * across.y - half.y * down.y - Double(first)
                    cm_column_means(
                        middle.baseAddress! + column, stride, lines,
                        cm_stretches(start: start, skew: across.y, step: down.y, count: grid.height), factor,
                        output.baseAddress! + column, grid.width)
                }
            }
            count = grid.width * grid.height
        }
    }

    private static func grow(_ array: inout [Float], to count: Int) {
        if array.count < count { array = [Float](repeating: 0, count: count) }
    }
}
