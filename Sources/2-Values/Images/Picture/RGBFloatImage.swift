/// A colour picture in floats on the display scale 0 (black) … 255 (white), without the rounding of ``RGBImage``.
///
/// ```swift
/// let picture = stretch.floatPicture(red: i, green: r, blue: g, width: 224, height: 224)
/// try picture.cut.writePNG(to: "galaxy.png")
/// ```
public struct RGBFloatImage: Sendable, Equatable {
    public let width: Int
    public let height: Int
    /// Axes (height, width, 3), rows from the top; `height * width * 3` finite values.
    public let pixels: [Float]

    /// Takes pixels as they are; `pixels.count` must be `width * height * 3`.
    public init(width: Int, height: Int, pixels: [Float]) {
        precondition(
            width > 0 && height > 0 && pixels.count == width * height * 3,
            "\(pixels.count) values do not fill \(width) x \(height) x 3")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// The picture in bytes: fractions are cut off, as astropy and the code of Khan et al. 2019 do.
    public var cut: RGBImage {
        RGBImage(
            width: width, height: height,
            pixels: pixels.map { UInt8(truncatingIfNeeded: Int32(min(max($0, 0), 255))) })
    }
}
