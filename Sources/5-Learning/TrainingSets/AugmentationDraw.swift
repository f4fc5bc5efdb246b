internal import Foundation
internal import Images
import Randomness

/// The numbers drawn from an `Augmentation` for one picture in one training epoch.
struct AugmentationDraw: Sendable, Equatable {
    /// A coarser pixel grid and the way back.
    struct Coarsening: Sendable, Equatable {
        var size: Int
        var filter: ResampleFilter
    }

    /// From −0.5…0.5 of the drawn picture to −0.5…0.5 of the prepared one.
    var geometry = AffineMap.identity
    var coarsening: Coarsening?
    /// Sigma in pixels, 0 for none.
    var blur = 0.0
    var channelGains = SIMD3<Float>(repeating: 1)
    var saturation: Float = 1
    var gamma: Float = 1
    var contrast: Float = 1
    var brightness: Float = 0
    /// Sigma, 0 for none, and the seed of the noise.
    var noise: Float = 0
    var noiseSeed: UInt64 = 0

    static let none = AugmentationDraw()

    private init() {}

    /// Takes the same count of numbers from the generator whatever the augmentation is, so that switching one change
    /// off leaves the others as they were.
    /// - Parameter size: pixels a side of the network's input.
    init(_ augmentation: Augmentation, size: Int, from generator: inout SeededGenerator) {
        let angle = generator.uniform(in: -1...1) * augmentation.rotation * .pi / 180
        let zoomX = generator.logUniform(in: augmentation.zoom)
        let ownZoomY = generator.logUniform(in: augmentation.zoom)
        let zoomY = augmentation.zoomsAxesApart ? ownZoomY : zoomX
        let stretch = exp(generator.uniform(in: -1...1) * augmentation.stretch)
        let shiftX = generator.uniform(in: -1...1) * augmentation.shift
        let shiftY = generator.uniform(in: -1...1) * augmentation.shift
        let flipX = generator.chance(0.5) && augmentation.flipsHorizontally
        let flipY = generator.chance(0.5) && augmentation.flipsVertically
        let scaleX = zoomX * stretch
        let scaleY = zoomY / stretch
        let scale = AffineMap(xx: flipX ? -scaleX : scaleX, xy: 0, yx: 0, yy: flipY ? -scaleY : scaleY)
        let turn = AffineMap(
            xx: cos(angle), xy: -sin(angle), yx: sin(angle), yy: cos(angle), x0: shiftX, y0: shiftY)
        geometry = scale.followed(by: turn)

        let isCoarsened = generator.chance(augmentation.coarsenProbability)
        let coarseSize = Int(generator.logUniform(in: augmentation.coarsenSize).rounded())
        let filter = generator.chance(0.5) ? ResampleFilter.bilinear : .bicubic
        if isCoarsened && coarseSize < size { coarsening = Coarsening(size: coarseSize, filter: filter) }
        let isBlurred = generator.chance(augmentation.blurProbability)
        let sigma = generator.uniform(in: augmentation.blurSigma)
        if isBlurred { blur = sigma }

        for channel in 0..<3 {
            channelGains[channel] = Float(generator.logUniform(in: augmentation.channelGain))
        }
        saturation = Float(generator.uniform(in: augmentation.saturation))
        if generator.chance(augmentation.greyProbability) { saturation = 0 }
        gamma = Float(generator.logUniform(in: augmentation.gamma))
        contrast = Float(generator.logUniform(in: augmentation.contrast))
        brightness = Float(generator.uniform(in: -1...1) * augmentation.brightness)
        let isNoisy = generator.chance(augmentation.noiseProbability)
        let noiseSigma = Float(generator.uniform() * augmentation.noise)
        if isNoisy { noise = noiseSigma }
        noiseSeed = generator.next()
    }
}

extension SeededGenerator {
    /// Evenly distributed in the logarithm; the bounds must be positive.
    fileprivate mutating func logUniform(in range: ClosedRange<Double>) -> Double {
        exp(uniform(in: log(range.lowerBound)...log(range.upperBound)))
    }
}
