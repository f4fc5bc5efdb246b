/// An 8-bit colour picture in memory.
///
/// Pixels are stored row by row from the top, each as red, green, blue: the array has the axes
/// (height, width, 3) and holds `height * width * 3` bytes, 0…255, in the picture's own (display) scale.
///
/// ```swift
/// var picture = try RGBImage(contentsOf: "galaxy.jpg")
/// picture.pixels[0] = 255  // the red of the pixel at the top left
/// try picture.writePNG(to: "galaxy.png")
/// ```
public struct RGBImage: Sendable, Equatable {
    public let width: Int
    public let height: Int
    /// Axes (height, width, 3), row-major; `height * width * 3` bytes. An array of another length traps where the
    /// picture is next used.
    public var pixels: [UInt8]

    /// Takes pixels as they are; `pixels.count` must be `width * height * 3`.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0, "an image has at least one pixel, not \(width) x \(height)")
        precondition(
            pixels.count == width * height * 3,
            "\(width) x \(height) x 3 needs \(width * height * 3) bytes, got \(pixels.count)")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// A picture of one colour.
    public init(width: Int, height: Int, red: UInt8 = 0, green: UInt8 = 0, blue: UInt8 = 0) {
        precondition(width > 0 && height > 0, "an image has at least one pixel, not \(width) x \(height)")
        self.width = width
        self.height = height
        pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
            for pixel in 0..<(width * height) {
                buffer[3 * pixel] = red
                buffer[3 * pixel + 1] = green
                buffer[3 * pixel + 2] = blue
            }
            count = width * height * 3
        }
    }

    /// Copies `image` so that its top left corner lies at (`left`, `top`); what falls outside is left out.
    public mutating func draw(_ image: RGBImage, left: Int, top: Int) {
        guard left < width, left + image.width > 0 else { return }
        let columns = max(0, -left)..<min(image.width, width - left)
        for row in max(0, -top)..<max(max(0, -top), min(image.height, height - top)) {
            let source = (row * image.width + columns.lowerBound) * 3
            let target = ((row + top) * width + columns.lowerBound + left) * 3
            for byte in 0..<(columns.count * 3) {
                pixels[target + byte] = image.pixels[source + byte]
            }
        }
    }

    /// Share of the pixels that are white, 0…1.
    public var whiteFraction: Double {
        checkLength()
        let white = stride(from: 0, to: pixels.count, by: 3).count {
            pixels[$0] == 255 && pixels[$0 + 1] == 255 && pixels[$0 + 2] == 255
        }
        return Double(white) / Double(width * height)
    }

    /// True when not one pixel is lit.
    public var isBlack: Bool { pixels.allSatisfy { $0 == 0 } }

    /// Traps when someone has put an array of another length into `pixels`; called before pixels are read by address.
    func checkLength() {
        precondition(pixels.count == width * height * 3, "\(width) x \(height) x 3 is not \(pixels.count) bytes")
    }
}
