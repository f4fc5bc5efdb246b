internal import Glibc

/// An angle. It is kept in degrees, so that what a catalogue gives in degrees comes out unchanged.
public struct Angle: Sendable, Hashable, Comparable, Codable {
    /// The angle in degrees.
    public let degrees: Double

    public init(degrees: Double) { self.degrees = degrees }
    public init(radians: Double) { degrees = radians * (180 / .pi) }
    public init(arcminutes: Double) { degrees = arcminutes / 60 }
    public init(arcseconds: Double) { degrees = arcseconds / 3600 }
    /// - Parameter hours: hours of right ascension; one is 15 degrees.
    public init(hours: Double) { degrees = hours * 15 }

    public var radians: Double { degrees * (.pi / 180) }
    public var arcminutes: Double { degrees * 60 }
    public var arcseconds: Double { degrees * 3600 }
    /// Hours of right ascension; one is 15 degrees.
    public var hours: Double { degrees / 15 }

    public var sine: Double { sin(radians) }
    public var cosine: Double { cos(radians) }

    public static func < (left: Angle, right: Angle) -> Bool { left.degrees < right.degrees }
    public static func + (left: Angle, right: Angle) -> Angle { Angle(degrees: left.degrees + right.degrees) }
    public static func - (left: Angle, right: Angle) -> Angle { Angle(degrees: left.degrees - right.degrees) }
    public static func * (factor: Double, angle: Angle) -> Angle { Angle(degrees: factor * angle.degrees) }
    public static prefix func - (angle: Angle) -> Angle { Angle(degrees: -angle.degrees) }
}
