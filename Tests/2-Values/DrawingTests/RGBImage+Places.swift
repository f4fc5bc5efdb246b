import Images

extension RGBImage {
    /// Columns and rows of the pixels whose colour is wanted.
    func places(_ isWanted: (SIMD3<Int>) -> Bool) -> [SIMD2<Int>] {
        (0..<(width * height)).compactMap { index in
            let colour = SIMD3(Int(pixels[3 * index]), Int(pixels[3 * index + 1]), Int(pixels[3 * index + 2]))
            return isWanted(colour) ? SIMD2(index % width, index / width) : nil
        }
    }

    /// Red, green and blue of a pixel.
    func colour(_ column: Int, _ row: Int) -> SIMD3<Int> {
        let index = 3 * (row * width + column)
        return SIMD3(Int(pixels[index]), Int(pixels[index + 1]), Int(pixels[index + 2]))
    }
}
