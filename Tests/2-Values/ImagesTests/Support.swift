import Foundation
import Images
import Testing

enum Golden {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Goldens")

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    static func image(_ name: String) throws -> RGBImage { try RGBImage(contentsOf: path(name)) }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }
}

/// The largest difference between two pictures of one size.
func largestDifference(_ a: RGBImage, _ b: RGBImage) -> Int {
    guard a.width == b.width, a.height == b.height else { return .max }
    return zip(a.pixels, b.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
}

/// A smooth picture in which no two quarter turns or mirror images are alike.
func galaxy(width: Int = 48, height: Int = 40) -> RGBImage {
    var image = RGBImage(width: width, height: height)
    for y in 0..<height {
        for x in 0..<width {
            let dx = Double(x) - 0.4 * Double(width)
            let dy = Double(y) - 0.55 * Double(height)
            let core = exp(-(dx * dx / 90 + dy * dy / 40))
            let pixel = (y * width + x) * 3
            image.pixels[pixel] = UInt8(20 + 220 * core)
            image.pixels[pixel + 1] = UInt8(15 + 180 * core + 40 * Double(x) / Double(width))
            image.pixels[pixel + 2] = UInt8(10 + 100 * core + 60 * Double(y) / Double(height))
        }
    }
    return image
}
