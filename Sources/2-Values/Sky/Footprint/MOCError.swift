/// A text that is not a footprint.
public enum MOCError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no order in it at all.
    case noFootprint
    /// What stands before a slash is not a number from 0 to 29.
    case noOrder(String)
    /// Pixels stand before the first order.
    case pixelsWithoutOrder(String)
    /// Neither a pixel nor a range of pixels.
    case unreadable(String)
    /// The order has no such pixel.
    case noPixel(order: Int, String)

    public var description: String {
        switch self {
        case .noFootprint: "this is not a MOC (write '3/1-5 8 4/36': order, slash, pixels)"
        case .noOrder(let text): "'\(text)/' is not a HEALPix order (they are 0/ to 29/)"
        case .pixelsWithoutOrder(let text): "no order stands before '\(text)' (write '3/1-5 8 4/36')"
        case .unreadable(let text): "'\(text)' is neither a pixel nor a range of pixels such as 1-5"
        case .noPixel(let order, let text):
            "order \(order) has no pixel '\(text)' (its pixels are 0 to \(HEALPix(order: order).pixelCount - 1))"
        }
    }
}
