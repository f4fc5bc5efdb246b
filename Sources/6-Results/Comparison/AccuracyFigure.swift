public import Drawing
internal import Evaluation

/// The accuracy of each network of a ``Comparison`` in the order in which they follow one another, such as rounds of a recursion: a
/// panel a set, a line a coverage, with 95 % intervals.
///
/// ```swift
/// try AccuracyFigure(comparison, heading: "Before and after one round").write(to: "accuracy.pdf")
/// ```
public struct AccuracyFigure: Figure {
    private let comparison: Comparison
    private let heading: String
    private let panels: [(set: String, frame: Box)]
    /// Of all panels, so that they can be held against one another.
    private let range: ClosedRange<Double>
    public let size: SIMD2<Double>

    public var unitsPerInch: Double { 72 }
    public var scale: Double { 3 }
    public var title: String { heading.isEmpty ? "Accuracy by network and coverage" : heading }

    private static let text = TextStyle(size: 8.5, colour: Colour(grey: 40))
    private static let bold = TextStyle(size: 9.5, weight: .semibold, colour: Colour(grey: 20))
    private static let grid = Stroke(Colour(grey: 224), width: 0.6)
    /// Of a panel's frame, and around it.
    private static let (across, high) = (170.0, 118.0)
    private static let (left, above, below, gap) = (40.0, 20.0, 22.0, 12.0)

    /// - Parameters:
    ///   - comparison: of one set and one network at least.
    ///   - heading: above the panels.
    public init(_ comparison: Comparison, heading: String = "") {
        precondition(!comparison.rows.isEmpty, "nothing was measured")
        (self.comparison, self.heading) = (comparison, heading)
        let sets = comparison.sets
        let columns = min(2, sets.count)
        let top = Self.gap + (heading.isEmpty ? 0 : 18) + 18
        let (width, height) = (Self.left + Self.across + Self.gap, Self.above + Self.high + Self.below)
        panels = sets.enumerated().map { number, set in
            let corner = SIMD2(
                Double(number % columns) * width + Self.left, top + Double(number / columns) * height + Self.above)
            return (set, Box(left: corner.x, top: corner.y, width: Self.across, height: Self.high))
        }
        size = SIMD2(
            Double(columns) * width, top + Double((sets.count + columns - 1) / columns) * height + Self.gap)
        let least = comparison.rows.map(\.accuracy.low).min() ?? 0
        // To the next whole 5 %, below which no interval ends.
        range = min(0.95, max(0, (least * 20).rounded(.down) / 20))...1
    }

    public func draw(on canvas: Canvas) {
        if !heading.isEmpty {
            canvas.text(
                Self.bold.fitted(heading, room: size.x - 2 * Self.gap), at: SIMD2(Self.gap, Self.gap + 4), Self.bold,
                baseline: .middle)
        }
        drawLegend(on: canvas)
        for (set, frame) in panels { draw(set, in: frame, on: canvas) }
    }

    private func colour(_ coverage: Double) -> Colour {
        Palette.colour(comparison.coverages.firstIndex(of: coverage) ?? 0)
    }

    private func drawLegend(on canvas: Canvas) {
        var place = SIMD2(Self.gap, Self.gap + (heading.isEmpty ? 4 : 22))
        for coverage in comparison.coverages {
            let name = coverage == 1 ? "all galaxies" : "most confident \(Comparison.kept(coverage))"
            canvas.line([place, place + SIMD2(14, 0)], Stroke(colour(coverage), width: 1.6))
            canvas.circle(at: place + SIMD2(7, 0), radius: 2.4, fill: colour(coverage))
            canvas.text(name, at: place + SIMD2(19, 0), Self.text, baseline: .middle)
            place.x += 19 + Self.text.width(of: name) + 16
        }
    }

    private func draw(_ set: String, in frame: Box, on canvas: Canvas) {
        let rows = comparison.rows.filter { $0.set == set }
        let networks = comparison.networks
        func height(_ share: Double) -> Double {
            frame.bottom - frame.height * (share - range.lowerBound) / (range.upperBound - range.lowerBound)
        }
        func place(_ number: Int) -> Double {
            frame.left + frame.width * (Double(number) + 0.5) / Double(networks.count)
        }
        let count = rows.first { $0.coverage == comparison.coverages.first }?.n
        let name = count.map { "\(set), \(CountText.of($0)) galaxies" } ?? set
        canvas.text(
            Self.bold.fitted(name, room: frame.width + 20), at: SIMD2(frame.left, frame.top - 8), Self.bold,
            baseline: .middle)
        let ticks = Ticks(range.lowerBound * 100...range.upperBound * 100, count: 5)
        for (value, label) in zip(ticks.values, ticks.labels) {
            let y = height(value / 100)
            canvas.line([SIMD2(frame.left, y), SIMD2(frame.right, y)], Self.grid)
            canvas.text("\(label) %", at: SIMD2(frame.left - 4, y), Self.text, anchor: .right, baseline: .middle)
        }
        canvas.box(frame, stroke: Stroke(Colour(grey: 140), width: 0.8))
        let room = frame.width / Double(networks.count) - 4
        for (number, name) in networks.enumerated() {
            canvas.text(
                Self.text.fitted(name, room: room), at: SIMD2(place(number), frame.bottom + 9), Self.text,
                anchor: .middle,
                baseline: .middle)
        }
        for (turn, coverage) in comparison.coverages.enumerated() {
            // Side by side, so that intervals can be told apart.
            let aside = (Double(turn) - Double(comparison.coverages.count - 1) / 2) * min(7, room / 6)
            let found = networks.indices.compactMap { number in
                rows.first { $0.network == networks[number] && $0.coverage == coverage }
                    .map { (x: place(number) + aside, accuracy: $0.accuracy) }
            }
            let stroke = Stroke(colour(coverage), width: 1.6)
            canvas.line(found.map { SIMD2($0.x, height($0.accuracy.value)) }, stroke)
            for point in found {
                let ends = [SIMD2(point.x, height(point.accuracy.low)), SIMD2(point.x, height(point.accuracy.high))]
                canvas.line(ends, Stroke(colour(coverage), width: 0.9))
                canvas.circle(
                    at: SIMD2(point.x, height(point.accuracy.value)), radius: 2.4, fill: colour(coverage),
                    stroke: Stroke(.white, width: 0.5))
            }
        }
    }
}
