/// Colours that are told apart also by the colour-blind.
public enum Palette {
    /// For classes: the colours of Okabe and Ito (2008, jfly.uni-koeln.de/color), the two that differ most first, without
    /// black, then darker ones of Tol's "muted" scheme (2021, SRON/EPS/TN/09-002).
    public static let classes: [Colour] = [
        0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0xB8A800,
        0x332288, 0x882255, 0x117733, 0x44AA99, 0xAA4499, 0x999933, 0x661100,
    ].map(Colour.init(hex:))

    /// The colour of a class, from 0 on; after the last they begin anew.
    public static func colour(_ number: Int) -> Colour { classes[number % classes.count] }

    /// For what is in no class.
    public static let none = Colour(grey: 176)

    /// For a number, 0…1: viridis (van der Walt and Smith 2015), as even to the eye as it rises; between 17 places of it
    /// the colours are mixed, which is within 6 of 255 of it.
    public static func viridis(_ share: Double) -> Colour {
        let place = min(max(share, 0), 1) * Double(scale.count - 1)
        let below = min(Int(place), scale.count - 2)
        return scale[below].mixed(with: scale[below + 1], share: place - Double(below))
    }

    private static let scale: [Colour] = [
        0x440154, 0x48186A, 0x472D7B, 0x424086, 0x3B528B, 0x33638D, 0x2C728E, 0x26828E, 0x21918C, 0x1FA088, 0x28AE80,
        0x3FBC73, 0x5EC962, 0x84D44B, 0xADDC30, 0xD8E219, 0xFDE725,
    ].map(Colour.init(hex:))
}

extension Colour {
    /// A colour as web pages write it: 0xRRGGBB.
    public init(hex: UInt32) {
        self.init(
            red: UInt8(hex >> 16 & 255), green: UInt8(hex >> 8 & 255), blue: UInt8(hex & 255))
    }
}
