internal import Foundation
internal import Images

/// JPEGs that cost about what a survey's cutout costs to decode: a bright centre on a noisy sky.
enum MadeUpPictures {
    /// Writes `count` pictures of 256 x 256 and gives their paths.
    static func write(_ count: Int, into directory: String) throws -> [String] {
        let side = 256
        var state: UInt64 = 1
        return try (0..<count).map { number in
            var pixels: [UInt8] = []
            pixels.reserveCapacity(side * side * 3)
            let width = 12 + Double(number % 20)
            for row in 0..<side {
                for column in 0..<side {
                    let x = Double(column - side / 2) / width
                    let y = Double(row - side / 2) / (width * 0.7)
                    let light = 220 * exp(-(x * x + y * y).squareRoot())
                    for _ in 0..<3 {
                        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        pixels.append(UInt8(min(255, light + Double(state >> 60))))
                    }
                }
            }
            let path = "\(directory)/\(number).jpg"
            try RGBImage(width: side, height: side, pixels: pixels).writeJPEG(to: path, quality: 90)
            return path
        }
    }
}
