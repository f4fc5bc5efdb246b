/// An upright rectangle of a drawing; x grows to the right, y down.
public struct Box: Sendable, Hashable {
    public var left, top, width, height: Double

    public init(left: Double, top: Double, width: Double, height: Double) {
        (self.left, self.top, self.width, self.height) = (left, top, width, height)
    }

    public var right: Double { left + width }
    public var bottom: Double { top + height }
    public var middle: SIMD2<Double> { SIMD2(left + width / 2, top + height / 2) }

    /// The box with its edges moved inwards, outwards for a negative number.
    public func inset(_ margin: Double) -> Box {
        Box(left: left + margin, top: top + margin, width: width - 2 * margin, height: height - 2 * margin)
    }

    public func intersects(_ other: Box) -> Bool {
        left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
}
