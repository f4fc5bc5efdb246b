internal import Foundation
internal import SimulatedSky
internal import Testing

@Suite struct ApproximationTests {
    @Test func elementaryFunctions() {
        for step in 0..<4000 {
            let t = Float(step) / 4000
            let x = Lanes(-80, -20, -5, -0.5, 0.5, 3, 20, 80) * t
            let powers = x.exponential()
            let angles = (x * 10).sineAndCosine()
            for lane in 0..<8 {
                #expect(abs(Double(powers[lane]) / exp(Double(x[lane])) - 1) < 2e-6)
                let angle = Double(x[lane] * 10)
                #expect(abs(Double(angles.sine[lane]) - sin(angle)) < 2e-6)
                #expect(abs(Double(angles.cosine[lane]) - cos(angle)) < 2e-6)
            }
            let y = Lanes(1e-12, 1e-6, 0.001, 0.5, 1, 2, 100, 1e8) * (t + 0.001)
            let logs = y.logarithm()
            for lane in 0..<8 {
                #expect(abs(Double(logs[lane]) - log(Double(y[lane]))) < 2e-6 * (1 + abs(log(Double(y[lane])))))
            }
        }
    }

    @Test func noiseIsGaussian() {
        var generator = NoiseGenerator(seed: 7, stream: 3)
        let count = 400_000
        var moments = [Double](repeating: 0, count: 5)
        var beyondTwo = 0
        for _ in 0..<(count / 16) {
            let (a, b) = generator.normals()
            for lane in 0..<8 {
                for x in [Double(a[lane]), Double(b[lane])] {
                    for power in 1...4 { moments[power] += pow(x, Double(power)) / Double(count) }
                    if abs(x) > 2 { beyondTwo += 1 }
                }
            }
        }
        // Five standard errors each.
        #expect(abs(moments[1]) < 5 / Double(count).squareRoot())
        #expect(abs(moments[2] - 1) < 5 * (2 / Double(count)).squareRoot())
        #expect(abs(moments[3]) < 5 * (15 / Double(count)).squareRoot())
        #expect(abs(moments[4] - 3) < 5 * (96 / Double(count)).squareRoot())
        #expect(abs(Double(beyondTwo) / Double(count) - 0.0455) < 0.002)
    }

    /// The sum of products against the full two-dimensional convolution, and its outcome on a picture.
    @Test(arguments: [(3.3, 3.5), (3.9, 2.5), (2.2, 4.5)])
    func separableKernelEqualsTheFullOne(fullWidth: Double, beta: Double) {
        let kernel = SeparableKernel(fullWidth: fullWidth, beta: beta)
        let profile = MoffatProfile(fullWidth: fullWidth, beta: beta)
        let (width, height) = (91, 77)
        var pixels = [Float](repeating: 0, count: width * height)
        pixels[38 * width + 45] = 1000
        let blurred = kernel.blurred(pixels, width: width, height: height)
        var full = 0.0
        for y in -kernel.radius...kernel.radius {
            for x in -kernel.radius...kernel.radius { full += profile.brightness(square: Double(x * x + y * y)) }
        }
        // The kernel is normalised over its own square, which leaves out a little of the wings.
        #expect(full > 0.97)
        let peak = 1000 * profile.brightness(square: 0) / full
        var sum = 0.0
        for y in 0..<height {
            for x in 0..<width {
                sum += Double(blurred[y * width + x])
                let (dx, dy) = (x - 45, y - 38)
                guard abs(dx) <= kernel.radius, abs(dy) <= kernel.radius else { continue }
                let exact = 1000 * profile.brightness(square: Double(dx * dx + dy * dy)) / full
                #expect(abs(Double(blurred[y * width + x]) - exact) < 1e-3 * peak)
            }
        }
        #expect(abs(sum - 1000) < 0.01)
        #expect(kernel.terms.count <= 6)
    }

    @Test func starHasItsWidthAndUnitFlux() {
        let profile = MoffatProfile(fullWidth: 3, beta: 3)
        #expect(abs(profile.brightness(square: 2.25) / profile.brightness(square: 0) - 0.5) < 1e-12)
        var sum = 0.0
        for step in 0..<200_000 {
            let r = (Double(step) + 0.5) * 0.01
            sum += profile.brightness(square: r * r) * 2 * .pi * r * 0.01
        }
        #expect(abs(sum - 1) < 1e-3)
    }

    /// b_n against its definition: half of an uncut profile's light lies within the half-light radius.
    @Test(arguments: [0.5, 1, 2.5, 4, 5])
    func halfOfTheLightLiesWithinTheHalfLightRadius(index: Double) {
        let profile = SersicProfile(index: index, halfLightRadius: 1)
        func light(to end: Double) -> Double {
            // In s = r^(1/2n), smooth at the centre.
            let steps = 200_000
            let limit = pow(end, 1 / (2 * index))
            return (0..<steps).reduce(0.0) { sum, step in
                let s = (Double(step) + 0.5) / Double(steps) * limit
                let r = pow(s, 2 * index)
                return sum + exp(-profile.b * (s * s - 1)) * r * pow(s, 2 * index - 1) * limit / Double(steps)
            }
        }
        #expect(abs(light(to: 1) / light(to: 5000) - 0.5) < 2e-3)
        #expect(profile.brightness(profile.edge) == 0)
    }
}
