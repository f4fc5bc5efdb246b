/// How a line is drawn; its ends and corners are round.
public struct Stroke: Sendable, Hashable {
    public var colour: Colour
    /// In the drawing's units.
    public var width: Double
    /// Lengths of dashes and gaps in turn; none for a whole line.
    public var dashes: [Double]

    public init(_ colour: Colour, width: Double = 1, dashes: [Double] = []) {
        (self.colour, self.width, self.dashes) = (colour, width, dashes)
    }
}
