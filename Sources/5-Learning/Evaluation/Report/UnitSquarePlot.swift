internal import Files

/// An SVG plot whose x axis runs from 0 to 1, and its y axis from 0 to 1 or over another range, drawn at 320 x 320.
struct UnitSquarePlot {
    static let side = 320.0
    private static let left = 48.0
    private static let top = 14.0
    private static let extent = 256.0

    private let title: String
    private let xLabel: String
    private let yLabel: String
    /// What the y axis runs over; where it is not 0 to 1, the plot has no diagonal.
    private let range: ClosedRange<Double>
    /// Names along the x axis instead of numbers.
    private let names: [(place: Double, name: String)]
    private var shapes: [String] = []

    init(
        title: String, xLabel: String, yLabel: String, range: ClosedRange<Double> = 0...1,
        names: [(place: Double, name: String)] = []
    ) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.range = range
        self.names = names
    }

    /// The pixel of a point; what lies beyond the y axis's ends is drawn at them.
    private func pixel(_ x: Double, _ y: Double) -> (x: String, y: String) {
        let share = (y - range.lowerBound) / (range.upperBound - range.lowerBound)
        return Self.pixel(x, min(1, max(0, share)))
    }

    /// The pixel of a point of the unit square.
    private static func pixel(_ x: Double, _ y: Double) -> (x: String, y: String) {
        (HTMLText.coordinate(left + x * extent), HTMLText.coordinate(top + (1 - y) * extent))
    }

    /// A line through points, optionally filled down to the axis.
    mutating func line(_ points: [(x: Double, y: Double)], style: String, filled: Bool = false) {
        // Points that fall on the same tenth of a pixel are drawn once.
        var drawn: [String] = []
        for point in points {
            let pixel = self.pixel(point.x, point.y)
            let text = "\(pixel.x),\(pixel.y)"
            if drawn.last != text { drawn.append(text) }
        }
        guard let first = points.first, let last = points.last else { return }
        if filled {
            let start = pixel(first.x, range.lowerBound)
            let end = pixel(last.x, range.lowerBound)
            shapes.append(
                "<polygon class=\"area\" style=\"\(style)\" points=\"\(start.x),\(start.y) "
                    + "\(drawn.joined(separator: " ")) \(end.x),\(end.y)\"/>")
        }
        shapes.append("<polyline class=\"line\" style=\"\(style)\" points=\"\(drawn.joined(separator: " "))\"/>")
    }

    /// A dot with a text that shows when the pointer rests on it.
    mutating func dot(_ x: Double, _ y: Double, radius: Double, style: String, hint: String) {
        let pixel = self.pixel(x, y)
        shapes.append(
            "<circle class=\"dot\" style=\"\(style)\" cx=\"\(pixel.x)\" cy=\"\(pixel.y)\" "
                + "r=\"\(HTMLText.coordinate(radius))\"><title>\(EscapedText.markup(hint))</title></circle>")
    }

    /// A bar that stands on the x axis; its height is one of the unit square.
    mutating func bar(from: Double, to: Double, height: Double, hint: String) {
        let topLeft = Self.pixel(from, height)
        let width = HTMLText.coordinate((to - from) * Self.extent - 2)
        shapes.append(
            "<rect class=\"bar\" x=\"\(topLeft.x)\" y=\"\(topLeft.y)\" width=\"\(width)\" "
                + "height=\"\(HTMLText.coordinate(height * Self.extent))\"><title>\(EscapedText.markup(hint))</title></rect>"
        )
    }

    /// A vertical error bar.
    mutating func errorBar(_ x: Double, from low: Double, to high: Double, style: String) {
        let bottom = pixel(x, low)
        let top = pixel(x, high)
        shapes.append(
            "<line class=\"error\" style=\"\(style)\" x1=\"\(bottom.x)\" y1=\"\(bottom.y)\" x2=\"\(top.x)\" "
                + "y2=\"\(top.y)\"/>")
    }

    /// A dashed line across the plot.
    mutating func level(_ y: Double) {
        let (start, end) = (pixel(0, y), pixel(1, y))
        shapes.append(
            "<line class=\"diagonal\" x1=\"\(start.x)\" y1=\"\(start.y)\" x2=\"\(end.x)\" y2=\"\(end.y)\"/>")
    }

    /// Text at a point of the unit square; `anchor` is start, middle or end.
    mutating func text(_ text: String, _ x: Double, _ y: Double, anchor: String, style: String = "") {
        let pixel = Self.pixel(x, y)
        shapes.append(
            "<text x=\"\(pixel.x)\" y=\"\(pixel.y)\" text-anchor=\"\(anchor)\" style=\"\(style)\">"
                + "\(EscapedText.markup(text))</text>")
    }

    /// The whole plot.
    func svg() -> String {
        let side = HTMLText.coordinate(Self.side)
        var parts = [
            "<svg class=\"plot\" viewBox=\"0 0 \(side) \(side)\" role=\"img\" "
                + "aria-label=\"\(EscapedText.markup(title))\">"
        ]
        for tick in [0, 0.25, 0.5, 0.75, 1] {
            let right = Self.pixel(1, tick)
            let origin = Self.pixel(0, tick)
            let value = range.lowerBound + tick * (range.upperBound - range.lowerBound)
            parts.append(
                "<line class=\"grid\" x1=\"\(origin.x)\" y1=\"\(origin.y)\" x2=\"\(right.x)\" y2=\"\(right.y)\"/>"
                    + "<text class=\"tick\" x=\"\(HTMLText.coordinate(Self.left - 8))\" y=\"\(origin.y)\" "
                    + "text-anchor=\"end\" dominant-baseline=\"middle\">\(Self.label(value))</text>")
        }
        let ticks = names.isEmpty ? [0, 0.25, 0.5, 0.75, 1].map { ($0, Self.label($0)) } : names
        for (place, label) in ticks {
            let bottom = Self.pixel(place, 0)
            let top = Self.pixel(place, 1)
            parts.append(
                "<line class=\"grid\" x1=\"\(bottom.x)\" y1=\"\(bottom.y)\" x2=\"\(top.x)\" y2=\"\(top.y)\"/>"
                    + "<text class=\"tick\" x=\"\(bottom.x)\" y=\"\(HTMLText.coordinate(Self.top + Self.extent + 16))\" "
                    + "text-anchor=\"middle\">\(EscapedText.markup(label))</text>")
        }
        if range == 0...1, names.isEmpty {
            let diagonal = (from: Self.pixel(0, 0), to: Self.pixel(1, 1))
            parts.append(
                "<line class=\"diagonal\" x1=\"\(diagonal.from.x)\" y1=\"\(diagonal.from.y)\" "
                    + "x2=\"\(diagonal.to.x)\" y2=\"\(diagonal.to.y)\"/>")
        }
        parts += shapes
        let middle = HTMLText.coordinate(Self.left + Self.extent / 2)
        let height = HTMLText.coordinate(Self.top + Self.extent / 2)
        parts.append(
            "<text class=\"axis\" x=\"\(middle)\" y=\"\(HTMLText.coordinate(Self.side - 12))\" text-anchor=\"middle\">"
                + "\(EscapedText.markup(xLabel))</text>"
                + "<text class=\"axis\" transform=\"translate(13 \(height)) rotate(-90)\" text-anchor=\"middle\">"
                + "\(EscapedText.markup(yLabel))</text></svg>")
        return parts.joined()
    }

    /// A number beside an axis: "0.25", without zeros at its end.
    private static func label(_ value: Double) -> String {
        var text = Figures.decimal(value, places: 4)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
