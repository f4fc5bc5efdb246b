public import Images
import Randomness

/// Turns a decoded picture into the network's input: warp, levels, photometric changes, clipped to 0…1.
///
/// Keeps scratch memory: one a thread.
struct PicturePreparer {
    private var warp = ImageWarp()
    private var pixels: [Float] = []
    private var planes = PicturePlanes()
    /// Values on their way to bytes.
    private var floats: [Float] = []

    /// - Parameters:
    ///   - plan: what `frame` decides for `image`.
    ///   - draw: the random changes.
    ///   - output: gets `frame.size * frame.size * 3` floats: axes (size, size, 3), 0…1.
    mutating func prepare(
        _ image: Picture, _ frame: InputFrame, _ plan: FramePlan, _ draw: AugmentationDraw,
        into output: UnsafeMutablePointer<Float>
    ) {
        let size = frame.size
        let count = size * size * 3 + 1
        if pixels.count < count { pixels = [Float](repeating: 0, count: count) }
        // Output pixels → −0.5…0.5 of the frame → drawn geometry → source pixels.
        let toFrame = AffineMap(xx: 1 / Double(size), xy: 0, yx: 0, yy: 1 / Double(size), x0: -0.5, y0: -0.5)
        let toSource = AffineMap(
            xx: plan.box.width, xy: 0, yx: 0, yy: plan.box.height, x0: plan.box.left + plan.box.width / 2,
            y0: plan.box.top + plan.box.height / 2)
        let map = toFrame.followed(by: draw.geometry).followed(by: toSource)
        pixels.withUnsafeMutableBufferPointer { buffer in
            warp.draw(
                image, through: map, width: size, height: size, filter: frame.filter, into: buffer.baseAddress!)
            planes.load(buffer.baseAddress!, size: size, isGrey: frame.isGrey)
        }
        planes.level(gain: plan.gain, offset: plan.offset, exponent: plan.exponent)
        change(draw)
        planes.store(output)
    }

    /// The same in bytes: the nearest to 255 times each value.
    mutating func prepare(
        _ image: Picture, _ frame: InputFrame, _ plan: FramePlan, _ draw: AugmentationDraw,
        into output: UnsafeMutablePointer<UInt8>
    ) {
        let count = frame.size * frame.size * 3
        var floats = floats.count >= count ? floats : [Float](repeating: 0, count: count)
        self.floats = []
        floats.withUnsafeMutableBufferPointer { buffer in
            prepare(image, frame, plan, draw, into: buffer.baseAddress!)
            for place in 0..<count { output[place] = UInt8(buffer[place] * 255 + 0.5) }
        }
        self.floats = floats
    }

    private mutating func change(_ draw: AugmentationDraw) {
        if let coarsening = draw.coarsening { planes.coarsen(to: coarsening.size, back: coarsening.filter) }
        if draw.blur > 0 { planes.blur(sigma: draw.blur) }
        if planes.count == 3 {
            for plane in 0..<3 where draw.channelGains[plane] != 1 {
                planes.scale(gain: draw.channelGains[plane], offset: 0, plane: plane)
            }
            if draw.saturation != 1 { planes.saturate(draw.saturation) }
        }
        if draw.gamma != 1 { planes.level(gain: 1, offset: 0, exponent: draw.gamma) }
        if draw.contrast != 1 || draw.brightness != 0 {
            planes.scale(gain: draw.contrast, offset: draw.brightness)
        }
        if draw.noise > 0 { planes.addNoise(sigma: draw.noise, seed: draw.noiseSeed) }
    }
}

extension InputFrame {
    /// The network's input made from `image`: axes (size, size, 3), red, green, blue, 0…1.
    public func prepare(_ image: RGBImage) -> [Float] { prepare(.bytes(image)) }

    /// The network's input made from `image` with random changes: axes (size, size, 3), red, green, blue, 0…1.
    public func prepare(_ image: RGBImage, _ augmentation: Augmentation, seed: UInt64) -> [Float] {
        prepare(.bytes(image), augmentation, seed: seed)
    }

    /// The same of a picture that may be in floats.
    public func prepare(_ image: Picture, _ augmentation: Augmentation = .none, seed: UInt64 = 0) -> [Float] {
        var preparer = PicturePreparer()
        var generator = SeededGenerator(seed)
        let draw = AugmentationDraw(augmentation, size: size, from: &generator)
        return [Float](unsafeUninitializedCapacity: size * size * 3) { buffer, count in
            preparer.prepare(image, self, FramePlan(image, self), draw, into: buffer.baseAddress!)
            count = size * size * 3
        }
    }
}
