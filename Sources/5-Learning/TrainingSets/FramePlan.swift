internal import Foundation
internal import Images

/// What an `InputFrame` decides for one picture: the square to take and how to bring its values to 0…1.
///
/// It depends on the picture and the frame alone, so it is found once and kept beside the decoded pixels.
struct FramePlan: Sendable, Equatable {
    /// The square that fills the network's input, in source pixels.
    let box: PixelBox
    /// Prepared value = clip(source value (0…255) · `gain` + `offset`) to 0…1, to the power `exponent`.
    let gain: Float
    let offset: Float
    let exponent: Float

    init(_ image: Picture, _ frame: InputFrame) { self = FramePlan.plans(image, [frame])[0] }

    /// What each of `frames` decides; the galaxy is measured once.
    static func plans(_ image: Picture, _ frames: [InputFrame]) -> [FramePlan] {
        // Only two of the settings look at the galaxy.
        let galaxy = frames.contains(where: needsMeasurement) ? GalaxyMeasurement(image) : nil
        return frames.map { FramePlan(image, $0, needsMeasurement($0) ? galaxy : nil) }
    }

    private init(_ image: Picture, _ frame: InputFrame, _ galaxy: GalaxyMeasurement?) {
        box = FramePlan.box(image, frame.framing, galaxy)
        guard case .galaxy(let midtone) = frame.levels, let galaxy else {
            gain = 1 / 255
            offset = 0
            exponent = 1
            return
        }
        let range = max(galaxy.peak - galaxy.noise, 0.01)
        gain = Float(1 / (255 * range))
        offset = Float(-(galaxy.sky + galaxy.noise) / range)
        let median = min(max(galaxy.median / galaxy.peak, 0.02), 0.98)
        exponent = Float(min(max(log(midtone) / log(median), 0.5), 2))
    }

    private static func needsMeasurement(_ frame: InputFrame) -> Bool {
        if case .adaptive = frame.framing { return true }
        return frame.levels != .stored
    }

    private static func box(
        _ image: Picture, _ framing: InputFrame.Framing, _ galaxy: GalaxyMeasurement?
    ) -> PixelBox {
        let width = Double(image.width)
        let height = Double(image.height)
        let largest = min(width, height) / 2
        var half = largest
        var centerX = width / 2
        var centerY = height / 2
        switch framing {
        case .whole:
            break
        case .central(let fraction):
            half = largest * fraction
        case .adaptive(let radii):
            guard let galaxy else { break }
            half = min(max(min(radii * galaxy.radius, largest), 4), largest)
            centerX = min(max(galaxy.centerX, half), width - half)
            centerY = min(max(galaxy.centerY, half), height - half)
        }
        return PixelBox(left: centerX - half, top: centerY - half, right: centerX + half, bottom: centerY + half)
    }
}
