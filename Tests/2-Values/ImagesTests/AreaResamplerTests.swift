internal import Files
internal import Foundation
internal import Images
internal import TestSupport
internal import Testing

@Suite struct AreaResamplerTests {
    private static let width = 120
    private static let height = 110

    /// A source of flux 1 with a standard deviation of `sigma` pixels.
    private static func source(x: Double, y: Double, sigma: Double) -> [Float] {
        (0..<width * height).map { index in
            let square = pow(Double(index % width) - x, 2) + pow(Double(index / width) - y, 2)
            return Float(exp(-square / (2 * sigma * sigma)) / (2 * .pi * sigma * sigma))
        }
    }

    private static func grid(scale: Double, degrees: Double, size: Int, mirrored: Bool) -> AreaResampler.Grid {
        let (cosine, sine) = (cos(degrees * .pi / 180) * scale, sin(degrees * .pi / 180) * scale)
        let down = mirrored ? SIMD2(-sine, cosine) : SIMD2(sine, -cosine)
        return AreaResampler.Grid(
            centre: SIMD2(59.3, 54.8), across: SIMD2(cosine, sine), down: down, width: size, height: size)
    }

    @Test(arguments: [0.37, 0.8, 1, 1.9, 3.3], [0.0, 0.6, 33, 45, 90, 127, 180, 271])
    func fluxIsConserved(scale: Double, degrees: Double) {
        var resampler = AreaResampler()
        let grid = Self.grid(
            scale: scale, degrees: degrees, size: Int(90 / scale), mirrored: degrees > 100)
        for (sigma, x, y) in [(1.2, 60.3, 55.1), (3.0, 52.0, 61.7)] {
            let output = resampler.resample(
                Self.source(x: x, y: y, sigma: sigma), width: Self.width, height: Self.height, onto: grid)
            let flux = output.reduce(0) { $0 + Double($1) } * scale * scale
            #expect(abs(flux - 1) < 1e-4, "flux \(flux)")
            // The centre of light stays where it was on the sky.
            var moment = SIMD2<Double>.zero
            for (index, value) in output.enumerated() {
                let u = Double(index % grid.width) - Double(grid.width - 1) / 2
                let v = Double(index / grid.width) - Double(grid.height - 1) / 2
                moment += (grid.centre + u * grid.across + v * grid.down) * Double(value) * scale * scale
            }
            #expect(abs(moment.x - x) < 0.05 * scale && abs(moment.y - y) < 0.05 * scale, "\(moment)")
        }
    }

    @Test func whatStaysInPlaceStaysAsItIs() {
        var resampler = AreaResampler()
        let flat = resampler.resample(
            [Float](repeating: 7, count: 30), width: 6, height: 5,
            onto: AreaResampler.Grid(
                centre: [2.2, 1.7], across: [0.9, 0.3], down: [0.3, -0.9], width: 20, height: 17))
        // Beyond the edge the outermost pixels repeat.
        for value in flat { #expect(abs(value - 7) < 1e-5) }
        // Whole numbers of pixels under each output pixel, smooth light: their mean but for the cubic's wings.
        let blurred = Self.source(x: 60, y: 55, sigma: 8)
        let coarse = resampler.resample(
            blurred, width: Self.width, height: Self.height,
            onto: AreaResampler.Grid(
                centre: [59.5, 54.5], across: [4, 0], down: [0, 4], width: 20, height: 20))
        for row in 0..<20 {
            for column in 0..<20 {
                var mean: Float = 0
                for y in 0..<4 {
                    for x in 0..<4 {
                        mean += blurred[(54 - 39 + row * 4 + y) * Self.width + 59 - 39 + column * 4 + x] / 16
                    }
                }
                #expect(abs(coarse[row * 20 + column] - mean) < 2e-3 * blurred.max()!)
            }
        }
    }

    /// Widths below, at and above whole vectors; grids that end on the pixels and beyond them; few rows and many.
    @Test(
        arguments: [
            (61, 53, 40, 33), (61, 53, 16, 90), (23, 40, 9, 8), (30, 9, 35, 17), (16, 16, 48, 48), (40, 41, 17, 17),
        ], [0.0, 0.02, 0.4, 4, 30, 44.9])
    func itAgreesWithThePlainWay(sizes: (Int, Int, Int, Int), degrees: Double) {
        let (width, height, columns, rows) = sizes
        var random = SplitMix(state: UInt64(width))
        let pixels = (0..<width * height).map { _ in Float.random(in: -1...100, using: &random) }
        var resampler = AreaResampler()
        for (scale, mirrored) in [(0.21, false), (0.67, true), (0.99, false), (1.3, true), (4.7, false)] {
            // A turned and coarser grid is cut into parts; see the next test.
            if scale > 1, degrees > 0.5 { continue }
            var grid = Self.grid(scale: scale, degrees: degrees, size: columns, mirrored: mirrored)
            grid.height = rows
            grid.centre = SIMD2(Double(width) / 2 - 0.3, Double(height) / 2 + 1.1)
            let found = resampler.resample(pixels, width: width, height: height, onto: grid, factor: 3)
            let wanted = PlainResampler.resample(pixels, width: width, height: height, onto: grid)
            let worst = zip(found, wanted).map { abs(Double($0) - 3 * $1) }.max() ?? .infinity
            #expect(worst < 3e-3, "scale \(scale): \(worst)")
        }
    }

    /// A point of light on a turned, coarser grid: each pixel holds what falls onto its square.
    @Test(arguments: [1.7, 3.2, 4.7], [7.0, 33, 45, 118])
    func aTurnedPixelIsASquare(scale: Double, degrees: Double) {
        var resampler = AreaResampler()
        let light = Self.source(x: 61.2, y: 53.6, sigma: 1.3)
        let grid = Self.grid(scale: scale, degrees: degrees, size: 18, mirrored: false)
        let found = resampler.resample(light, width: Self.width, height: Self.height, onto: grid)
        var wanted = [Double](repeating: 0, count: found.count)
        // Every pixel's square in 24 x 24 points, at which the light itself is known.
        let steps = 24
        for index in wanted.indices {
            for step in 0..<steps * steps {
                let u = Double(index % 18) - 8.5 + (Double(step % steps) + 0.5) / Double(steps) - 0.5
                let v = Double(index / 18) - 8.5 + (Double(step / steps) + 0.5) / Double(steps) - 0.5
                let place = grid.centre + u * grid.across + v * grid.down
                let square = pow(place.x - 61.2, 2) + pow(place.y - 53.6, 2)
                wanted[index] += exp(-square / (2 * 1.69)) / (2 * .pi * 1.69) / Double(steps * steps)
            }
        }
        let worst = zip(found, wanted).map { abs(Double($0) - $1) }.max() ?? .infinity
        #expect(worst < 0.04 * (wanted.max() ?? 0), "\(worst) of \(wanted.max() ?? 0)")
    }

    /// The kernel is compiled for several instruction sets, of which this machine takes one: each must give these bits.
    @Test func theBitsAreTheSameOnEveryMachine() {
        var random = SplitMix(state: 4)
        let pixels = (0..<Self.width * Self.height).map { _ in
            Float(UInt32(truncatingIfNeeded: random.next() >> 40)) * 0x1p-20
        }
        var resampler = AreaResampler()
        var sum = FNV1a()
        for (across, down) in [([0.6, 0.01], [0.01, -0.6]), ([1.7, -0.4], [0.4, 1.7]), ([0.3, 0.9], [0.9, -0.3])] {
            let output = resampler.resample(
                pixels, width: Self.width, height: Self.height,
                onto: AreaResampler.Grid(
                    centre: [59.3, 54.8], across: SIMD2(across), down: SIMD2(down), width: 70, height: 61), factor: 1.5)
            for value in output { withUnsafeBytes(of: value.bitPattern.littleEndian) { sum.add($0) } }
        }
        #expect(sum.value == 0x46A3_0D0A_BE75_0E4F)
    }
}
