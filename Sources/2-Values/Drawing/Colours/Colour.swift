internal import Glibc

/// A colour of the screen (sRGB), which may be seen through.
public struct Colour: Sendable, Hashable {
    /// 0…255 each.
    public let red, green, blue: UInt8
    /// 0 (not seen) … 1 (nothing behind is seen).
    public let opacity: Double

    /// - Parameters:
    ///   - red, green, blue: 0…255 each.
    ///   - opacity: 0…1.
    public init(red: UInt8, green: UInt8, blue: UInt8, opacity: Double = 1) {
        precondition((0...1).contains(opacity), "opacity lies in 0…1, not \(opacity)")
        (self.red, self.green, self.blue, self.opacity) = (red, green, blue, opacity)
    }

    /// A grey, 0 (black) … 255 (white).
    public init(grey: UInt8) { self.init(red: grey, green: grey, blue: grey) }

    public static let black = Colour(grey: 0)
    public static let white = Colour(grey: 255)

    /// Red, green, blue, 0…255.
    public var rgb: SIMD3<Float> { SIMD3(Float(red), Float(green), Float(blue)) }

    /// The same colour with another opacity, 0…1.
    public func opacity(_ opacity: Double) -> Colour {
        Colour(red: red, green: green, blue: blue, opacity: opacity)
    }

    /// This colour with `share` (0…1) of another in it; the opacity stays.
    public func mixed(with other: Colour, share: Double) -> Colour {
        let mixed = rgb + (other.rgb - rgb) * Float(min(max(share, 0), 1))
        return Colour(
            red: UInt8(mixed.x.rounded()), green: UInt8(mixed.y.rounded()), blue: UInt8(mixed.z.rounded()),
            opacity: opacity)
    }

    /// What the eye sees of it, 0 (black) … 1 (white): relative luminance (WCAG 2.1, after IEC 61966-2-1).
    public var luminance: Double {
        func linear(_ value: UInt8) -> Double {
            let share = Double(value) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}
