/// A position that is not one on the sky.
public enum CoordinateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Which of the two numbers is at fault.
    public enum Axis: String, Sendable {
        case rightAscension = "right ascension"
        case declination = "declination"

        /// The range in words.
        var range: String { self == .rightAscension ? "0 to 360 degrees" : "-90 to +90 degrees" }
        var example: String { self == .rightAscension ? "'213.5' or '14:14:00.0'" : "'-5.25' or '-05:15:00.0'" }
    }

    /// The text is neither decimal degrees nor sexagesimal.
    case unreadable(Axis, text: String)
    /// The number is outside of what the axis has.
    case outOfRange(Axis, degrees: Double)
    /// A box that begins north of where it ends.
    case declinationsReversed(from: Double, to: Double)

    /// Which of the two numbers is at fault.
    public var axis: Axis {
        switch self {
        case .unreadable(let axis, _), .outOfRange(let axis, _): axis
        case .declinationsReversed: .declination
        }
    }

    public var description: String {
        switch self {
        case .unreadable(let axis, let text):
            "'\(text)' is not a \(axis.rawValue) (write \(axis.example))"
        case .outOfRange(let axis, let degrees):
            "\(axis.rawValue) \(degrees) is not within \(axis.range)"
        case .declinationsReversed(let from, let to):
            "the southern declination \(from) of a box is above the northern one, \(to)"
        }
    }
}
