/// The room that points take.
struct PointSpace: Sendable {
    let ranges: [ClosedRange<Double>]
    let middle: SIMD3<Double>
    /// Half the diagonal of their box; in a plane half its longer side.
    let radius: Double

    /// A margin around the points, so that none lies on the edge.
    private static let margin = 0.04

    init(_ points: [SIMD3<Double>], isFlat: Bool) {
        var (low, high) = (SIMD3<Double>(repeating: .infinity), SIMD3<Double>(repeating: -.infinity))
        for point in points { (low, high) = (pointwiseMin(low, point), pointwiseMax(high, point)) }
        if points.isEmpty { (low, high) = (.zero, .zero) }
        let longest = max((high - low).max(), 1e-12)
        // A place of its own for what has no extent.
        let side = SIMD3<Double>(repeating: longest > 1e-9 ? longest * Self.margin : 1)
        (low, high) = (low - side, high + side)
        if isFlat { (low.z, high.z) = (0, 0) }
        middle = (low + high) / 2
        ranges = (0..<3).map { low[$0]...high[$0] }
        let half = (high - low) / 2
        radius = isFlat ? max(half.x, half.y) : (half * half).sum().squareRoot()
    }

    /// The eight corners of the box.
    var corners: [SIMD3<Double>] {
        (0..<8).map { number in
            SIMD3(
                number & 1 == 0 ? ranges[0].lowerBound : ranges[0].upperBound,
                number & 2 == 0 ? ranges[1].lowerBound : ranges[1].upperBound,
                number & 4 == 0 ? ranges[2].lowerBound : ranges[2].upperBound)
        }
    }
}

extension Box {
    func holds(_ place: SIMD2<Double>) -> Bool {
        (left...right).contains(place.x) && (top...bottom).contains(place.y)
    }
}
