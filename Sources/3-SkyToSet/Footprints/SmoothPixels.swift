import Images

/// The pixels of a drawing at twice its size, which smooths its lines.
struct SmoothPixels {
    let columns, rows: Int
    /// Row by row from the top, 0…255.
    var pixels: [SIMD3<Float>]

    /// A drawing of `width` x `height` pixels.
    init(width: Int, height: Int, colour: SIMD3<Float>) {
        (columns, rows) = (2 * width, 2 * height)
        pixels = [SIMD3<Float>](repeating: colour, count: columns * rows)
    }

    /// Mixes a colour in where `isMarked`; `share` is 0…1.
    mutating func mix(_ colour: SIMD3<Float>, _ share: Float, where isMarked: [Bool]) {
        for index in pixels.indices where isMarked[index] { pixels[index] += (colour - pixels[index]) * share }
    }

    /// Draws the edges of areas, lines of one pixel of the drawing: where a pixel's area is another than that to its right
    /// or below, or its left or above.
    mutating func outline(_ areas: [some Equatable], _ colour: SIMD3<Float>, _ share: Float) {
        var isEdge = [Bool](repeating: false, count: pixels.count)
        for row in 1..<(rows - 1) {
            for column in 1..<(columns - 1) {
                let index = row * columns + column
                isEdge[index] = [1, -1, columns, -columns].contains { areas[index] != areas[index + $0] }
            }
        }
        mix(colour, share, where: isEdge)
    }

    /// The drawing at its size.
    func image() -> RGBImage {
        let (width, height) = (columns / 2, rows / 2)
        var bytes = [UInt8](repeating: 0, count: width * height * 3)
        for row in 0..<height {
            for column in 0..<width {
                let index = 2 * row * columns + 2 * column
                let mean =
                    (pixels[index] + pixels[index + 1] + pixels[index + columns] + pixels[index + columns + 1]) / 4
                for channel in 0..<3 {
                    bytes[(row * width + column) * 3 + channel] = UInt8(max(0, min(255, mean[channel])))
                }
            }
        }
        return RGBImage(width: width, height: height, pixels: bytes)
    }
}
