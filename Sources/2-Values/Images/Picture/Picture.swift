/// A colour picture in memory, on the scale 0…255.
public enum Picture: Sendable, Equatable {
    /// Decoded from a JPEG or PNG file.
    case bytes(RGBImage)
    /// Drawn from floating-point pixels and never rounded.
    case floats(RGBFloatImage)

    public var width: Int {
        switch self {
        case .bytes(let image): image.width
        case .floats(let image): image.width
        }
    }

    public var height: Int {
        switch self {
        case .bytes(let image): image.height
        case .floats(let image): image.height
        }
    }

    /// The picture in bytes.
    public var image: RGBImage {
        switch self {
        case .bytes(let image): image
        case .floats(let image): image.cut
        }
    }

    /// Bytes of memory that the pixels take.
    package var byteCount: Int {
        switch self {
        case .bytes(let image): image.pixels.count
        case .floats(let image): image.pixels.count * MemoryLayout<Float>.size
        }
    }
}
