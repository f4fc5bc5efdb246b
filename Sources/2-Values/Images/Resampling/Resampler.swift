/// Separable resampling: along rows, then along columns, in 32-bit floats from end to end.
///
/// Keeps its scratch memory and the weights of the last geometry, so one resampler a thread serves many pictures.
package struct Resampler {
    private struct Axis: Equatable {
        var length: Int
        var low: Double
        var high: Double
        var count: Int
        var filter: ResampleFilter
    }

    private var horizontal: (key: Axis, weights: AxisWeights)?
    private var vertical: (key: Axis, weights: AxisWeights)?
    /// One source row, a pixel in the first three lanes.
    private var row: [SIMD4<Float>] = []
    /// Source rows that count, at the output's width: red, green, blue floats, `stride` a row.
    private var lines: [Float] = []
    private var output: [Float] = []

    package init() {}

    /// Resamples `box` of `image` and hands over one output row after another.
    /// - Parameters:
    ///   - width, height: size of the result.
    ///   - body: gets the row's number and `width * 3` values, red, green, blue for each pixel, on the scale 0…255,
    ///     unrounded; bicubic and Lanczos may leave that range. One more value may be read than is used.
    package mutating func resample(
        _ image: RGBImage, box: PixelBox, width: Int, height: Int, filter: ResampleFilter,
        _ body: (_ row: Int, _ values: UnsafePointer<Float>) -> Void
    ) {
        image.checkLength()
        resample(of: image, box: box, width: width, height: height, filter: filter, body)
    }

    /// The same of a picture in bytes or floats.
    mutating func resample(
        of image: some PixelImage, box: PixelBox, width: Int, height: Int, filter: ResampleFilter,
        _ body: (_ row: Int, _ values: UnsafePointer<Float>) -> Void
    ) {
        precondition(width > 0 && height > 0, "a picture has at least one pixel, not \(width) x \(height)")
        let columns = Resampler.weights(
            &horizontal,
            Axis(length: image.width, low: box.left, high: box.right, count: width, filter: filter))
        let rows = Resampler.weights(
            &vertical,
            Axis(length: image.height, low: box.top, high: box.bottom, count: height, filter: filter))
        var firstRow = image.height
        var endRow = 0
        for index in 0..<height {
            firstRow = min(firstRow, rows.starts[index])
            endRow = max(endRow, rows.starts[index] + rows.counts[index])
        }
        // A whole number of SIMD8, and room for the fourth lane of the last pixel.
        let stride = (width * 3 + 8) / 8 * 8
        Resampler.grow(&row, to: image.width, with: .zero)
        Resampler.grow(&lines, to: (endRow - firstRow) * stride, with: 0)
        Resampler.grow(&output, to: stride, with: 0)
        image.pixels.withUnsafeBufferPointer { source in
            row.withUnsafeMutableBufferPointer { row in
                lines.withUnsafeMutableBufferPointer { lines in
                    for index in firstRow..<endRow {
                        Resampler.spread(source, from: index * image.width * 3, into: row, count: image.width)
                        Resampler.alongRow(
                            row.baseAddress!, columns, into: lines.baseAddress! + (index - firstRow) * stride)
                    }
                }
            }
        }
        lines.withUnsafeBufferPointer { lines in
            output.withUnsafeMutableBufferPointer { output in
                for index in 0..<height {
                    let first = lines.baseAddress! + (rows.starts[index] - firstRow) * stride
                    rows.mixRows(index, from: first, stride: stride, into: output.baseAddress!)
                    body(index, UnsafePointer(output.baseAddress!))
                }
            }
        }
    }

    private static func weights(_ cache: inout (key: Axis, weights: AxisWeights)?, _ key: Axis) -> AxisWeights {
        if let cache, cache.key == key { return cache.weights }
        let weights = AxisWeights(
            length: key.length, low: key.low, high: key.high, count: key.count, filter: key.filter)
        cache = (key, weights)
        return weights
    }

    private static func grow<Element>(_ array: inout [Element], to count: Int, with value: Element) {
        if array.count < count { array = [Element](repeating: value, count: count) }
    }

    /// Values to floats, one pixel a vector.
    @inline(__always)
    private static func spread<Value: PixelValue>(
        _ source: UnsafeBufferPointer<Value>, from start: Int, into row: UnsafeMutableBufferPointer<SIMD4<Float>>,
        count: Int
    ) {
        let first = source.baseAddress! + start
        let target = row.baseAddress!
        // Four values are read for a pixel of three: the very last pixel of the picture is read one by one.
        for pixel in 0..<(count - 1) { target[pixel] = Value.four(first + pixel * 3) }
        let last = first + (count - 1) * 3
        target[count - 1] = SIMD4(Float(last[0].double), Float(last[1].double), Float(last[2].double), 0)
    }

    @inline(__always)
    private static func alongRow(
        _ row: UnsafePointer<SIMD4<Float>>, _ columns: AxisWeights, into line: UnsafeMutablePointer<Float>
    ) {
        let target = UnsafeMutableRawPointer(line)
        let taps = columns.taps
        columns.singleWeights.withUnsafeBufferPointer { weights in
            columns.starts.withUnsafeBufferPointer { starts in
                columns.counts.withUnsafeBufferPointer { counts in
                    for index in 0..<starts.count {
                        let first = row + starts[index]
                        let weight = weights.baseAddress! + index * taps
                        var sum = SIMD4<Float>.zero
                        for tap in 0..<counts[index] {
                            sum += first[tap] * weight[tap]
                        }
                        // Overshoot stays within the scale between the passes, as in Pillow.
                        sum = sum.limited(0, 255)
                        // The fourth lane is overwritten by the next pixel.
                        target.storeBytes(of: sum, toByteOffset: index * 12, as: SIMD4<Float>.self)
                    }
                }
            }
        }
    }
}
