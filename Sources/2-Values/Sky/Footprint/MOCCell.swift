/// One pixel of a footprint.
public struct MOCCell: Sendable, Hashable {
    /// 0…29.
    public let order: Int
    /// Number in the NESTED scheme, 0 ..< 12 · 4^order.
    public let pixel: Int

    /// Traps when there is no such pixel.
    public init(order: Int, pixel: Int) {
        precondition((0..<HEALPix(order: order).pixelCount).contains(pixel), "order \(order) has no pixel \(pixel)")
        self.order = order
        self.pixel = pixel
    }

    /// Order and pixel as one number, 4 · 4^order + pixel, as in MOC files with NUNIQ ordering.
    public var uniq: Int { (4 << (2 * order)) + pixel }

    /// - Parameter uniq: order and pixel as one number; nil when there is no such pixel.
    public init?(uniq: Int) {
        guard uniq >= 4 else { return nil }
        let order = (Int.bitWidth - 1 - uniq.leadingZeroBitCount) / 2 - 1
        guard HEALPix.orders.contains(order), uniq < 16 << (2 * order) else { return nil }
        self.init(order: order, pixel: uniq - (4 << (2 * order)))
    }

    /// The pixels of order 29 that it consists of.
    public var range: Range<Int> {
        let shift = 2 * (29 - order)
        return (pixel << shift)..<((pixel + 1) << shift)
    }
}
