public import Images

/// Turns a decoded picture into the network's input: warp, levels, photometric changes, clipped to 0…1.
///
/// Keeps scratch memory: one a thread.
struct PicturePreparer {
    private var warp = ImageWarp()
    private var scratch: [Float] = []

    /// - Parameters:
    ///   - plan: what `frame` decides for `image`.
    ///   - draw: the random changes.
    ///   - output: gets `frame.size * frame.size * 3` floats.
    mutating func prepare(
        _ image: RGBImage, _ frame: InputFrame, _ plan: FramePlan, _ draw: AugmentationDraw,
        into output: UnsafeMutablePointer<Float>
    ) {
        let size = frame.size
        let count = size * size * 3
        // Vectors of four channels are written and read, the last one beyond the last pixel.
        if scratch.count < count + 1 { scratch = [Float](repeating: 0, count: count + 1) }
        // Output pixels → −0.5…0.5 of the frame → drawn geometry → source pixels.
        let toFrame = AffineMap(xx: 1 / Double(size), xy: 0, yx: 0, yy: 1 / Double(size), x0: -0.5, y0: -0.5)
        let toSource = AffineMap(
            xx: plan.box.width, xy: 0, yx: 0, yy: plan.box.height, x0: plan.box.left + plan.box.width / 2,
            y0: plan.box.top + plan.box.height / 2)
        let map = toFrame.followed(by: draw.geometry).followed(by: toSource)
        scratch.withUnsafeMutableBufferPointer { buffer in
            let pixels = buffer.baseAddress!
            warp.draw(image, through: map, width: size, height: size, filter: frame.filter, into: pixels)
            let bytes = UnsafeMutableRawPointer(pixels)
            for pixel in 0..<(size * size) {
                let value = bytes.loadUnaligned(fromByteOffset: pixel * 12, as: SIMD4<Float>.self)
                let level = (value * plan.gain + plan.offset).clamped(lowerBound: .zero, upperBound: .one)
                let target = output + pixel * 3
                target[0] = level.x
                target[1] = level.y
                target[2] = level.z
            }
        }
    }
}

extension InputFrame {
    /// The network's input made from `image`: axes (size, size, 3), red, green, blue, 0…1.
    public func prepare(_ image: RGBImage) -> [Float] {
        var preparer = PicturePreparer()
        return [Float](unsafeUninitializedCapacity: size * size * 3) { buffer, count in
            preparer.prepare(image, self, FramePlan(image, self), .none, into: buffer.baseAddress!)
            count = size * size * 3
        }
    }
}
