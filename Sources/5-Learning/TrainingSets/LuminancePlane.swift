internal import Images

/// A picture's luminance (R + G + B) / 765 in double precision, for measurements.
struct LuminancePlane {
    let width: Int
    let height: Int
    /// Axes (height, width), 0…1.
    var values: [Double]

    /// - Parameter longestSide: a larger picture is reduced to this size by the anti-aliased triangle filter.
    init(_ picture: Picture, longestSide: Int) {
        switch picture {
        case .bytes(let image): self.init(of: image, longestSide: longestSide)
        case .floats(let image): self.init(of: image, longestSide: longestSide)
        }
    }

    private init(of image: some PixelImage, longestSide: Int) {
        let longest = max(image.width, image.height)
        let full = [Double](unsafeUninitializedCapacity: image.width * image.height) { buffer, count in
            image.pixels.withUnsafeBufferPointer { pixels in
                for index in 0..<(image.width * image.height) {
                    let sum = pixels[3 * index].double + pixels[3 * index + 1].double + pixels[3 * index + 2].double
                    buffer[index] = sum / 765
                }
            }
            count = image.width * image.height
        }
        guard longest > longestSide else {
            (width, height, values) = (image.width, image.height, full)
            return
        }
        func reduced(_ side: Int) -> Int {
            max(8, Int((Double(side * longestSide) / Double(longest) + 0.5).rounded(.down)))
        }
        width = reduced(image.width)
        height = reduced(image.height)
        let columns = AxisWeights(
            length: image.width, low: 0, high: Double(image.width), count: width, filter: .bilinear)
        let rows = AxisWeights(
            length: image.height, low: 0, high: Double(image.height), count: height, filter: .bilinear)
        values = LuminancePlane.mixed(full, image.width, image.height, columns, rows)
    }

    private static func mixed(
        _ source: [Double], _ width: Int, _ height: Int, _ columns: AxisWeights, _ rows: AxisWeights
    ) -> [Double] {
        let count = columns.outputCount
        var lines = [Double](repeating: 0, count: height * count)
        source.withUnsafeBufferPointer { source in
            lines.withUnsafeMutableBufferPointer { lines in
                columns.weights.withUnsafeBufferPointer { weights in
                    for column in 0..<count {
                        let weight = weights.baseAddress! + column * columns.taps
                        let taps = columns.counts[column]
                        var first = source.baseAddress! + columns.starts[column]
                        for row in 0..<height {
                            var sum = 0.0
                            for tap in 0..<taps { sum += first[tap] * weight[tap] }
                            lines[row * count + column] = sum
                            first += width
                        }
                    }
                }
            }
        }
        var result = [Double](repeating: 0, count: rows.outputCount * count)
        lines.withUnsafeBufferPointer { lines in
            result.withUnsafeMutableBufferPointer { result in
                for row in 0..<rows.outputCount {
                    for tap in 0..<rows.counts[row] {
                        let weight = rows.weights[row * rows.taps + tap]
                        let start = (rows.starts[row] + tap) * count
                        for column in 0..<count {
                            result[row * count + column] += lines[start + column] * weight
                        }
                    }
                }
            }
        }
        return result
    }
}
