/// An image of one FITS header-data unit, or a cube of several planes.
///
/// Pixels are row-major from the first row of the file, which is drawn at the bottom: pixel (x, y) of plane p, all from
/// 0, is `pixels[(p * height + y) * width + x]`. Integers are exact in `Float` up to 2^24; ``FITSFile/integerParts(_:hdu:plane:)``
/// reads masks with more bits. Numbers of 64 bits are rounded to `Float`.
///
/// ```swift
/// let image = try FITSImage(contentsOf: "frame-r.fits")
/// let sky = image.header.real("SKY") ?? 0
/// ```
public struct FITSImage: Sendable, Equatable {
    /// How the pixels are stored in the file.
    public enum PixelType: Sendable, Equatable, CaseIterable {
        /// BITPIX = -32.
        case float32
        /// BITPIX = -64.
        case float64
        /// BITPIX = 32.
        case int32
        /// BITPIX = 16, −32768…32767.
        case int16
        /// BITPIX = 8, 0…255.
        case uint8

        var bitpix: Int32 {
            switch self {
            case .float32: -32
            case .float64: -64
            case .int32: 32
            case .int16: 16
            case .uint8: 8
            }
        }

        var range: ClosedRange<Float>? {
            switch self {
            case .float32, .float64: nil
            case .int32: -2_147_483_648...2_147_483_520
            case .int16: -32768...32767
            case .uint8: 0...255
            }
        }
    }

    public let width: Int
    public let height: Int
    /// 1 for an image, more for a cube.
    public let planes: Int
    /// (planes, height, width), bottom row first.
    public var pixels: [Float]
    public var type: PixelType
    public var header: FITSHeader

    /// - Precondition: `pixels.count == width * height * planes`.
    public init(
        width: Int, height: Int, planes: Int = 1, pixels: [Float], type: PixelType = .float32,
        header: FITSHeader = FITSHeader()
    ) {
        precondition(
            pixels.count == width * height * planes,
            "\(pixels.count) pixels do not fill an image of \(width) x \(height) x \(planes)")
        self.width = width
        self.height = height
        self.planes = planes
        self.pixels = pixels
        self.type = type
        self.header = header
    }

    /// Reads one image; see ``FITSFile`` for parts of an image and for several reads of one file.
    /// - Parameter hdu: from 0, the primary one.
    public init(contentsOf path: String, hdu: Int = 0) throws(FITSError) {
        self = try FITSFile(path).image(hdu: hdu)
    }
}
