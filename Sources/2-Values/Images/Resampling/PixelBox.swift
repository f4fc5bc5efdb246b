/// A rectangle in fractional pixels: x to the right, y down, (0, 0) the outer corner of the first pixel, whose centre
/// is (0.5, 0.5).
public struct PixelBox: Sendable, Hashable, Codable {
    public var left: Double
    public var top: Double
    public var right: Double
    public var bottom: Double

    public init(left: Double, top: Double, right: Double, bottom: Double) {
        precondition(right > left && bottom > top, "a box has an inside, not \(left)…\(right) x \(top)…\(bottom)")
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }

    /// The whole of `image`.
    public init(_ image: RGBImage) {
        self.init(left: 0, top: 0, right: Double(image.width), bottom: Double(image.height))
    }

    public var width: Double { right - left }
    public var height: Double { bottom - top }
}
