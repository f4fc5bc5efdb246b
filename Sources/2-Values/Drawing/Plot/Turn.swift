internal import Glibc

/// How text lies along a line.
enum Turn {
    /// Radians, clockwise, such that it is read from left to right: −π/2…π/2.
    static func of(_ along: SIMD2<Double>) -> Double {
        let angle = atan2(along.y, along.x)
        return angle > .pi / 2 ? angle - .pi : angle <= -.pi / 2 ? angle + .pi : angle
    }
}
