import Foundation
import Images
import Randomness
import TestSupport
import Testing
import TrainingSets

@Suite struct AugmentationTests {
    private static let size = 40

    /// The picture after `augmentation`, for one seed.
    private func augmented(
        _ image: RGBImage, _ augmentation: Augmentation, frame: InputFrame = InputFrame(size: size), seed: UInt64 = 0
    ) -> [Float] {
        frame.prepare(image, augmentation, seed: seed)
    }

    @Test func noneIsThePlainFrame() {
        for frame in [InputFrame(size: 40), .galaxy(size: 40), InputFrame(size: 120)] {
            #expect(augmented(galaxy(), .none, frame: frame) == frame.prepare(galaxy()))
        }
    }

    @Test func flipsAreExact() {
        var horizontal = Augmentation()
        horizontal.flipsHorizontally = true
        var vertical = Augmentation()
        vertical.flipsVertically = true
        let plain = InputFrame(size: Self.size).prepare(galaxy())
        let mirrored = mirror(plain, horizontally: true)
        let upsideDown = mirror(plain, horizontally: false)
        var seen: Set<Int> = []
        for seed in 0..<20 as Range<UInt64> {
            let a = augmented(galaxy(), horizontal, seed: seed)
            #expect(a == plain || a == mirrored)
            seen.insert(a == plain ? 0 : 1)
            let b = augmented(galaxy(), vertical, seed: seed)
            #expect(b == plain || b == upsideDown)
            seen.insert(b == plain ? 2 : 3)
        }
        #expect(seen.count == 4)
    }

    @Test func turnsKeepWhatTheySee() {
        // A picture that looks the same from all sides stays so at any angle, shrunk or enlarged.
        var image = RGBImage(width: 120, height: 120)
        for pixel in 0..<(120 * 120) {
            let (x, y) = (Double(pixel % 120) - 59.5, Double(pixel / 120) - 59.5)
            for channel in 0..<3 { image.pixels[3 * pixel + channel] = UInt8(10 + 240 * exp(-(x * x + y * y) / 800)) }
        }
        var turn = Augmentation()
        turn.rotation = 180
        for size in [30, 50, 90, 150] {
            let frame = InputFrame(size: size)
            let plain = frame.prepare(image)
            for seed in 0..<5 as Range<UInt64> {
                let turned = augmented(image, turn, frame: frame, seed: seed)
                let difference = zip(plain, turned).map { abs($0 - $1) }.max() ?? 1
                #expect(difference < 0.012, "\(size) px")
            }
        }
    }

    /// Shrinking averages: fine noise is as weak after a turn as after a plain resize.
    @Test func turningDoesNotAlias() {
        var generator = SeededGenerator(1)
        var image = RGBImage(width: 160, height: 160)
        image.pixels = image.pixels.map { _ in UInt8(generator.index(below: 256)) }
        var turn = Augmentation()
        turn.rotation = 180
        for size in [20, 40, 64, 90] {
            let frame = InputFrame(size: size)
            let plain = deviation(frame.prepare(image))
            for seed in 0..<3 as Range<UInt64> {
                let turned = deviation(augmented(image, turn, frame: frame, seed: seed))
                #expect(turned / plain > 0.75 && turned / plain < 1.3, "\(size) px: \(turned / plain)")
            }
        }
    }

    @Test func photometryDoesWhatItSays() {
        let frame = InputFrame(size: Self.size)
        let plain = frame.prepare(galaxy())
        var contrast = Augmentation()
        contrast.contrast = 0.5...0.5
        #expect(largest(zip(augmented(galaxy(), contrast), plain).map { $0 - 0.5 * $1 }) < 1e-6)
        var gamma = Augmentation()
        gamma.gamma = 1.7...1.7
        #expect(largest(zip(augmented(galaxy(), gamma), plain).map { $0 - pow($1, 1.7) }) < 2e-5)
        gamma.gamma = 0.4...0.4
        #expect(largest(zip(augmented(galaxy(), gamma), plain).map { $0 - pow($1, 0.4) }) < 2e-5)
        var grey = Augmentation()
        grey.greyProbability = 1
        let greyed = augmented(galaxy(), grey)
        #expect(greyed.indices.allSatisfy { abs(greyed[$0] - greyed[$0 / 3 * 3]) < 1e-6 })
        var gain = Augmentation()
        gain.channelGain = 0.5...0.9
        let gained = augmented(galaxy(), gain)
        let ratios = (0..<3).map { gained[$0] / plain[$0] }
        #expect(Set(ratios).count == 3 && ratios.allSatisfy { $0 > 0.49 && $0 < 0.91 })
    }

    @Test func noiseHasTheRightStrength() {
        var noise = Augmentation()
        noise.noiseProbability = 1
        noise.noise = 0.05
        let image = RGBImage(width: 64, height: 64, red: 128, green: 128, blue: 128)
        let deviations = (0..<200).map { deviation(augmented(image, noise, seed: $0)) }
        #expect((deviations.max() ?? 1) < 0.053 && (deviations.max() ?? 0) > 0.045)
        #expect(abs(deviations.reduce(0, +) / 200 - 0.025) < 0.004)
        // Grey pictures have the same noise in all channels.
        let grey = augmented(image, noise, frame: InputFrame(size: 40, isGrey: true))
        #expect(grey.indices.allSatisfy { grey[$0] == grey[$0 / 3 * 3] })
    }

    @Test func blurAndCoarserGridsSmoothAndKeepTheLight() {
        var blur = Augmentation()
        blur.blurProbability = 1
        blur.blurSigma = 2...2
        var coarsen = Augmentation()
        coarsen.coarsenProbability = 1
        coarsen.coarsenSize = 12...12
        let plain = InputFrame(size: Self.size).prepare(galaxy())
        for augmentation in [blur, coarsen] {
            let changed = augmented(galaxy(), augmentation)
            let light = changed.reduce(0, +) / plain.reduce(0, +)
            #expect(abs(light - 1) < 0.01)
            #expect((changed.max() ?? 1) < (plain.max() ?? 0))
        }
    }

    @Test func everythingStaysInRange() {
        var wild = Augmentation.acrossSurveys
        wild.noise = 0.5
        wild.noiseProbability = 1
        wild.contrast = 0.2...5
        wild.shift = 1
        wild.zoom = 0.1...10
        wild.saturation = 0...3
        for seed in 0..<50 as Range<UInt64> {
            for frame in [InputFrame(size: 17), .galaxy(size: 33)] {
                let values = augmented(galaxy(), wild, frame: frame, seed: seed)
                #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 })
            }
        }
    }

    @Test func survivesJSON() throws {
        for augmentation in [Augmentation.none, .paper, .acrossSurveys] {
            let data = try JSONEncoder().encode(augmentation)
            #expect(try JSONDecoder().decode(Augmentation.self, from: data) == augmentation)
        }
        #expect(try JSONDecoder().decode(Augmentation.self, from: Data("{}".utf8)) == .none)
    }

    @Test(arguments: [
        (#"{"rotate": 45}"#, "rotate"), (#"{"zoom": [1.3, 0.7]}"#, "rising"), (#"{"zoom": [0, 1]}"#, "zoom must lie"),
        (#"{"blur_probability": 2}"#, "blur_probability must lie"), (#"{"noise": -1}"#, "noise must lie"),
    ])
    func settingsAreChecked(_ json: String, _ problem: String) throws {
        let error = try #require(throws: DecodingError.self) {
            try JSONDecoder().decode(Augmentation.self, from: Data(json.utf8))
        }
        #expect("\(error)".contains(problem))
    }

    private func largest(_ values: [Float]) -> Float { values.map(abs).max() ?? .infinity }

    private func deviation(_ values: [Float]) -> Float {
        let mean = values.reduce(0, +) / Float(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)).squareRoot()
    }

    private func mirror(_ values: [Float], horizontally: Bool) -> [Float] {
        var result = values
        for row in 0..<Self.size {
            for column in 0..<Self.size {
                let (y, x) = horizontally ? (row, Self.size - 1 - column) : (Self.size - 1 - row, column)
                for channel in 0..<3 {
                    result[(row * Self.size + column) * 3 + channel] = values[(y * Self.size + x) * 3 + channel]
                }
            }
        }
        return result
    }
}
