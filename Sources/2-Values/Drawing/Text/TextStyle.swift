/// How text is written: Open Sans in a size and a colour.
public struct TextStyle: Sendable, Hashable {
    public enum Weight: Sendable, Hashable {
        case regular, semibold
    }

    /// Of the em, in the drawing's units.
    public var size: Double
    public var weight: Weight
    public var colour: Colour
    /// Behind the letters' edges, which keeps them readable on any ground.
    public var halo: Colour?

    public init(size: Double, weight: Weight = .regular, colour: Colour = .black, halo: Colour? = nil) {
        (self.size, self.weight, self.colour, self.halo) = (size, weight, colour, halo)
    }

    var typeface: Typeface {
        switch weight {
        case .regular: .regular
        case .semibold: .semibold
        }
    }

    /// Height of a capital above the line.
    public var capHeight: Double { size * typeface.capHeight }
    /// From a line to the next.
    public var lineHeight: Double { size * (typeface.ascent + typeface.descent) }

    /// How much room a line of text takes across.
    public func width(of text: String) -> Double { size * typeface.layout(TextLine.plain(text)).width }

    /// The text, or as much of its beginning as fits with an ellipsis.
    ///
    /// - Parameter room: across, in the drawing's units.
    public func fitted(_ text: String, room: Double) -> String {
        guard width(of: text) > room else { return text }
        // The longest beginning that fits, by halving: widths grow with the letters.
        let letters = Array(text)
        func cut(_ count: Int) -> String { String(letters.prefix(count)) + "…" }
        var (fits, toomany) = (-1, letters.count)
        while toomany - fits > 1 {
            let half = (fits + toomany) / 2
            if width(of: cut(half)) <= room { fits = half } else { toomany = half }
        }
        return fits < 0 ? "" : cut(fits)
    }
}
