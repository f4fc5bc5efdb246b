/// Why a tile's pixel cannot be used, or what a cutout had to do without.
public struct PixelFlags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The tile's mask image says so.
    public static let masked = PixelFlags(rawValue: 1)
    /// At or above the saturation level.
    public static let saturated = PixelFlags(rawValue: 2)
    /// The weight image has 0 there, or less, or no number.
    public static let noWeight = PixelFlags(rawValue: 4)
    /// The pixel itself is no number.
    public static let blank = PixelFlags(rawValue: 8)
    /// Of a pixel: beyond the edge of the tile. Of a cutout: black in part, since tiles end there or a hole is deeper than
    /// 8 pixels.
    public static let outside = PixelFlags(rawValue: 16)

    private static let names: [(PixelFlags, String)] = [
        (.masked, "masked"), (.saturated, "saturated"), (.noWeight, "no_weight"), (.blank, "blank"),
        (.outside, "padded"),
    ]

    /// The flags as a table has them: `masked;saturated;no_weight;blank;padded`, those that are set; empty when none is.
    public var text: String {
        PixelFlags.names.filter { contains($0.0) }.map(\.1).joined(separator: ";")
    }
}
