/// Up to eight parts of a stretch of the curve, each with the box around its points: a node of a ``BoxTree``.
struct BoxNode: Sendable {
    /// Least and greatest coordinates of each part; the box of a part that is not there is inside out.
    var low = Axes(repeating: .infinity)
    var high = Axes(repeating: -.infinity)
    /// Place of the first point of a leaf, or number of the node that a larger part is.
    var first = SIMD8<UInt32>(repeating: 0)
    /// Number of points of a leaf; 0 where the part is a node.
    var count = SIMD8<UInt32>(repeating: 0)
    /// The lowest index of the points of each part.
    var lowest = SIMD8<UInt32>(repeating: .max)

    struct Axes: Sendable {
        var x, y, z: SIMD8<Float>

        init(repeating value: Float) {
            (x, y, z) = (SIMD8(repeating: value), SIMD8(repeating: value), SIMD8(repeating: value))
        }
    }

    /// Makes a part's box and lowest index those of all parts of another node.
    mutating func enclose(_ node: BoxNode, in slot: Int) {
        low.x[slot] = node.low.x.min()
        low.y[slot] = node.low.y.min()
        low.z[slot] = node.low.z.min()
        high.x[slot] = node.high.x.max()
        high.y[slot] = node.high.y.max()
        high.z[slot] = node.high.z.max()
        lowest[slot] = node.lowest.min()
    }
}
