/// A two-dimensional image of one FITS header-data unit.
///
/// Pixels are row-major from the first row of the file, which is drawn at the bottom: pixel (x, y), both from 0, is
/// `pixels[y * width + x]`. Integer images are exact in `Float`, as 16 bits fit its mantissa.
public struct FITSImage: Sendable, Equatable {
    /// How the pixels are stored in the file.
    public enum PixelType: Sendable, Equatable, CaseIterable {
        /// BITPIX = -32.
        case float32
        /// BITPIX = 16, −32768…32767.
        case int16
        /// BITPIX = 8, 0…255.
        case uint8

        var bitpix: Int32 {
            switch self {
            case .float32: -32
            case .int16: 16
            case .uint8: 8
            }
        }

        var range: ClosedRange<Float>? {
            switch self {
            case .float32: nil
            case .int16: -32768...32767
            case .uint8: 0...255
            }
        }
    }

    public let width: Int
    public let height: Int
    /// (height, width), bottom row first.
    public var pixels: [Float]
    public var type: PixelType
    public var header: FITSHeader

    /// - Precondition: `pixels.count == width * height`.
    public init(
        width: Int, height: Int, pixels: [Float], type: PixelType = .float32, header: FITSHeader = FITSHeader()
    ) {
        precondition(
            pixels.count == width * height, "\(pixels.count) pixels do not fill an image of \(width) x \(height)")
        self.width = width
        self.height = height
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
