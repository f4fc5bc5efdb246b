/// Names of classes with their colours and counts, in as many lines as they need.
struct Legend: Sendable {
    private struct Entry {
        let name: String
        let colour: Colour
        let place: SIMD2<Double>
    }

    private let entries: [Entry]
    private let heading: String
    let height: Double

    private static let style = ScatterLayout.text
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
            (Self.text(names[number], counts[number]), Palette.colour(number))
        }
        if names.count > Self.most {
            named.append((Self.text("\(names.count - Self.most) more", counts[Self.most...].reduce(0, +)), .white))
        }
        if none > 0 { named.append((Self.text("none", none), Palette.none)) }
        self.heading = heading
        var place = SIMD2(Self.style.width(of: heading) + 12, Self.line / 2)
        let indent = place.x
        entries = named.map { name, colour in
            let width = Self.style.width(of: name) + 24
            if place.x > indent, place.x + width - 14 > room { place = SIMD2(indent, place.y + Self.line) }
            defer { place.x += width }
            return Entry(name: name, colour: colour, place: place)
        }
        height = place.y + Self.line / 2
    }

    private static func text(_ name: String, _ count: Int) -> String { "\(name)  \(CountText.of(count))" }

    func draw(on canvas: Canvas, at corner: SIMD2<Double>) {
        guard !entries.isEmpty else { return }
        var bold = Self.style
        bold.weight = .semibold
        canvas.text(heading, at: corner + SIMD2(0, Self.line / 2), bold, baseline: .middle)
        for entry in entries {
            canvas.circle(at: corner + entry.place + SIMD2(3, 0), radius: 3, fill: entry.colour)
            canvas.text(entry.name, at: corner + entry.place + SIMD2(10, 0), Self.style, baseline: .middle)
        }
    }
}
