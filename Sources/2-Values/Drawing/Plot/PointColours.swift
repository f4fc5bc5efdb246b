/// What the colours of points mean.
public enum PointColours: Sendable {
    /// All are the same.
    case plain
    /// The class of each point, from 0 on, or nil for none; and the names of the classes.
    case classes(name: String, of: [Int?], names: [String])
    /// A number for each point; one that is not finite is none.
    case numbers(name: String, of: [Double])

    /// Numbers that the colours go between. Where a few lie far off, those between the first and the last hundredth, with
    /// points beyond in the colours of the ends.
    static func range(of numbers: [Double]) -> (range: ClosedRange<Double>, below: Bool, above: Bool) {
        let sorted = numbers.filter(\.isFinite).sorted()
        guard let least = sorted.first, let most = sorted.last else { return (0...1, false, false) }
        guard least < most else { return (least - 0.5...most + 0.5, false, false) }
        let low = sorted[sorted.count / 100]
        let high = sorted[sorted.count - 1 - sorted.count / 100]
        guard high > low, most - least > 2 * (high - low) else { return (least...most, false, false) }
        return (low...high, low > least, high < most)
    }
}
