/// The box around points in space: its far sides with a grid, its edges with numbers and names.
struct SpaceBox {
    private let map: ScatterMap
    private let ranges: [ClosedRange<Double>]

    private static let edge = Colour(grey: 150)
    private static let grid = Colour(grey: 226)
    private static let wall = Colour(grey: 249)

    init(_ map: ScatterMap) {
        self.map = map
        ranges = map.layout.space.ranges
    }

    private func place(_ point: SIMD3<Double>) -> SIMD3<Double> { map.layout.place(point) }
    private func paper(_ point: SIMD3<Double>) -> SIMD2<Double> {
        let place = place(point)
        return SIMD2(place.x, place.y)
    }

    /// Whether the upper end of an axis is the far one.
    private func isUpperFar(_ axis: Int) -> Bool {
        var (low, high) = (map.layout.space.middle, map.layout.space.middle)
        (low[axis], high[axis]) = (ranges[axis].lowerBound, ranges[axis].upperBound)
        return place(high).z < place(low).z
    }

    private func far(_ axis: Int) -> Double { isUpperFar(axis) ? ranges[axis].upperBound : ranges[axis].lowerBound }
    private func near(_ axis: Int) -> Double { isUpperFar(axis) ? ranges[axis].lowerBound : ranges[axis].upperBound }

    func draw(on canvas: Canvas) {
        let ticks = ranges.map { Ticks($0, count: 5) }
        for axis in 0..<3 {
            // The far side that this axis stands on.
            let others = (0..<3).filter { $0 != axis }
            func point(_ first: Double, _ second: Double) -> SIMD3<Double> {
                var point = SIMD3<Double>.zero
                point[axis] = far(axis)
                (point[others[0]], point[others[1]]) = (first, second)
                return point
            }
            let (u, v) = (ranges[others[0]], ranges[others[1]])
            let corners = [
                (u.lowerBound, v.lowerBound), (u.upperBound, v.lowerBound), (u.upperBound, v.upperBound),
                (u.lowerBound, v.upperBound),
            ].map { paper(point($0.0, $0.1)) }
            canvas.polygon(corners, fill: Self.wall)
            let lines =
                ticks[others[0]].values.map { [paper(point($0, v.lowerBound)), paper(point($0, v.upperBound))] }
                + ticks[others[1]].values.map { [paper(point(u.lowerBound, $0)), paper(point(u.upperBound, $0))] }
            canvas.lines(lines, Stroke(Self.grid, width: 0.5))
            canvas.polygon(corners, stroke: Stroke(Self.edge, width: 0.6))
        }
        for axis in 0..<3 where !map.view.isEndOn(axis) { drawAxis(axis, ticks[axis], canvas) }
    }

    /// Numbers and name along the edge of an axis that lies outside of what is seen.
    private func drawAxis(_ axis: Int, _ ticks: Ticks, _ canvas: Canvas) {
        let middle = paper(map.layout.space.middle)
        let others = (0..<3).filter { $0 != axis }
        // Of the two edges between a near and a far side: for the upright axis the left one, else the lower one.
        let edges = [(near(others[0]), far(others[1])), (far(others[0]), near(others[1]))].map { first, second in
            { (value: Double) -> SIMD3<Double> in
                var point = SIMD3<Double>.zero
                point[axis] = value
                (point[others[0]], point[others[1]]) = (first, second)
                return point
            }
        }
        let center = (ranges[axis].lowerBound + ranges[axis].upperBound) / 2
        let score = edges.map { edge in axis == 2 ? paper(edge(center)).x : -paper(edge(center)).y }
        let edge = score[0] <= score[1] ? edges[0] : edges[1]
        let (start, end) = (paper(edge(ranges[axis].lowerBound)), paper(edge(ranges[axis].upperBound)))
        let along = end - start
        let length = (along * along).sum().squareRoot()
        guard length > 24 else { return }
        var outward = SIMD2(-along.y, along.x) / length
        if (outward * (paper(edge(center)) - middle)).sum() < 0 { outward = -outward }
        canvas.line([start, end], Stroke(Colour(grey: 90), width: 0.7))
        let text = ScatterLayout.text
        // Far enough for the widest number, as the edge lies.
        let widest = ticks.labels.map { text.width(of: $0) }.max() ?? 0
        func distance(_ width: Double) -> Double { abs(outward.x) * width / 2 + abs(outward.y) * text.capHeight / 2 }
        let every = length / Double(max(ticks.values.count, 1)) < 16 ? 2 : 1
        for (number, (value, label)) in zip(ticks.values, ticks.labels).enumerated() {
            let place = paper(edge(value))
            canvas.line([place, place + outward * 3], Stroke(Colour(grey: 90), width: 0.6))
            guard number.isMultiple(of: every) else { continue }
            canvas.text(
                label, at: place + outward * (6 + distance(text.width(of: label))), text, anchor: .middle,
                baseline: .middle)
        }
        let name = paper(edge(center)) + outward * (6 + 2 * distance(widest) + 9)
        var turn = (along.y / along.x).isFinite ? Turn.of(along) : -.pi / 2
        if axis == 2 && abs(along.x) < 0.2 * abs(along.y) { turn = -.pi / 2 }
        canvas.text(map.axes[axis], at: name, text, anchor: .middle, baseline: .middle, turn: turn)
    }
}
