/// Where the parts of a ``ScatterMap`` stand.
struct ScatterLayout: Sendable {
    let space: PointSpace
    let view: MapView?
    let size: SIMD2<Double>
    /// Where points lie.
    let frame: Box
    /// Below the frame.
    let legend: Legend
    let legendTop: Double
    /// Right of the frame.
    let bar: Box?
    /// Where a plane's or a space's coordinates go: the middle on paper, and points (1/72 inch) for a unit.
    private let middle: SIMD2<Double>
    private let perUnit: Double

    static let text = TextStyle(size: 8.5, colour: Colour(grey: 40))
    static let heading = TextStyle(size: 11, weight: .semibold, colour: Colour(grey: 20))
    private static let margin = 8.0

    init(space: PointSpace, colours: PointColours, view: MapView?, hasHeading: Bool, width: Double) {
        (self.space, self.view) = (space, view)
        let margin = Self.margin
        let top = margin + (hasHeading ? 20 : 0)
        // Numbers and a name left of and below a plane's frame.
        let left = view == nil ? margin + 38 : margin
        let below = view == nil ? 32.0 : 4
        var right = margin
        if case .numbers = colours { right += 58 }
        let across = max(width - left - right, 40)
        let high: Double
        if let view {
            // As wide as there is room for what is seen of the box with the axes' numbers.
            let seen = space.corners.map { view.project(($0 - space.middle) / space.radius) }
            let x = (seen.map(\.x).min() ?? -1, seen.map(\.x).max() ?? 1)
            let y = (seen.map(\.y).min() ?? -1, seen.map(\.y).max() ?? 1)
            let perUnit = (across - 76) / max(x.1 - x.0, 1e-9)
            // Numbers and names stand below the box, hardly any above.
            high = (y.1 - y.0) * perUnit + 36
            self.perUnit = perUnit
            middle = SIMD2(left + across / 2 - (x.0 + x.1) / 2 * perUnit, top + 6 + y.1 * perUnit)
        } else {
            let (x, y) = (space.ranges[0], space.ranges[1])
            let extent = SIMD2(x.upperBound - x.lowerBound, y.upperBound - y.lowerBound)
            high = across * min(max(extent.y / extent.x, 0.55), 1.1)
            let perUnit = min(across / extent.x, high / extent.y)
            self.perUnit = perUnit
            middle = SIMD2(left + across / 2, top + high / 2)
        }
        frame = Box(left: left, top: top, width: across, height: high)
        legend = Legend(colours, room: width - left - margin)
        legendTop = frame.bottom + below
        if case .numbers = colours {
            let height = min(high * 0.7, 200)
            bar = Box(left: frame.right + 14, top: frame.top + (high - height) / 2, width: 9, height: height)
        } else {
            bar = nil
        }
        size = SIMD2(width, (legendTop + legend.height + margin).rounded(.up))
    }

    /// Where a point lies on paper, and how near it is, −1…1.
    func place(_ point: SIMD3<Double>) -> SIMD3<Double> {
        let from = point - space.middle
        guard let view else { return SIMD3(middle.x + from.x * perUnit, middle.y - from.y * perUnit, 0) }
        let seen = view.project(from / space.radius)
        return SIMD3(middle.x + seen.x * perUnit, middle.y - seen.y * perUnit, seen.z)
    }

    /// The coordinates at an edge of a plane's frame.
    func range(axis: Int) -> ClosedRange<Double> {
        let half = (axis == 0 ? frame.width : frame.height) / 2 / perUnit
        return space.middle[axis] - half...space.middle[axis] + half
    }
}
