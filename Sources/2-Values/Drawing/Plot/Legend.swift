/// Names of classes with their colours and counts, in as many lines as they need.
struct Legend: Sendable {
    private struct Entry {
        let name, count: String
        let colour: Colour
        let place: SIMD2<Double>
    }

    private let entries: [Entry]
    private let heading: String
    let height: Double

    private static let style = ScatterLayout.text
    private static let faint = TextStyle(size: style.size, colour: Colour(grey: 125))
    private static let gap = 5.0
    private static let line = 13.0
    private static let most = 16

    /// - Parameter room: across.
    init(_ colours: PointColours, room: Double) {
        guard case .classes(let heading, let classes, let names) = colours else {
            (entries, self.heading, height) = ([], "", 0)
            return
        }
        var counts = [Int](repeating: 0, count: names.count)
        for case let number? in classes { counts[number] += 1 }
        let none = classes.count { $0 == nil }
        var named = names.indices.prefix(Self.most).map { number in
            (names[number], counts[number], Palette.colour(number))
        }
        if names.count > Self.most {
            named.append(("\(names.count - Self.most) more", counts[Self.most...].reduce(0, +), .white))
        }
        if none > 0 { named.append(("none", none, Palette.none)) }
        self.heading = heading
        var place = SIMD2(Self.style.width(of: heading) + 12, Self.line / 2)
        let indent = place.x
        entries = named.map { name, count, colour in
            let count = CountText.of(count)
            let width = Self.style.width(of: name) + Self.gap + Self.faint.width(of: count) + 24
            if place.x > indent, place.x + width - 14 > room { place = SIMD2(indent, place.y + Self.line) }
            defer { place.x += width }
            return Entry(name: name, count: count, colour: colour, place: place)
        }
        height = place.y + Self.line / 2
    }

    func draw(on canvas: Canvas, at corner: SIMD2<Double>) {
        guard !entries.isEmpty else { return }
        var bold = Self.style
        bold.weight = .semibold
        canvas.text(heading, at: corner + SIMD2(0, Self.line / 2), bold, baseline: .middle)
        for entry in entries {
            canvas.circle(at: corner + entry.place + SIMD2(3, 0), radius: 3, fill: entry.colour)
            let place = corner + entry.place + SIMD2(10, 0)
            canvas.text(entry.name, at: place, Self.style, baseline: .middle)
            let beside = Self.style.width(of: entry.name) + Self.gap
            canvas.text(entry.count, at: place + SIMD2(beside, 0), Self.faint, baseline: .middle)
        }
    }
}
