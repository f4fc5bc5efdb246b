internal import Images

/// What an `InputFrame` decides for one picture: the square to take and how to bring its values to 0…1.
///
/// It depends on the picture and the frame alone, so it is found once and kept beside the decoded pixels.
struct FramePlan: Sendable, Equatable {
    /// The square that fills the network's input, in source pixels.
    var box: PixelBox
    /// Prepared value = source value (0…255) · `gain` + `offset`, in each channel.
    var gain = SIMD4<Float>(repeating: 1 / 255)
    var offset = SIMD4<Float>.zero

    init(_ image: RGBImage, _ frame: InputFrame) {
        let side = Double(min(image.width, image.height))
        let taken: Double =
            switch frame.framing {
            case .whole: side
            case .central(let fraction): side * fraction
            }
        let left = (Double(image.width) - taken) / 2
        let top = (Double(image.height) - taken) / 2
        box = PixelBox(left: left, top: top, right: left + taken, bottom: top + taken)
    }
}
