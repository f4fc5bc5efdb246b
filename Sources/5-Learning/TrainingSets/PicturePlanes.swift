internal import Images

/// One plane (grey) or three (red, green, blue) of a square picture in floats, each row a whole number of vectors.
///
/// Memory is kept from picture to picture: one a thread.
struct PicturePlanes {
    private(set) var size = 0
    private(set) var count = 0
    /// Floats a row: `size` rounded up to a multiple of 8.
    private(set) var stride = 0
    /// Axes (plane, row, stride). What lies beyond a row's `size` values has no meaning.
    private var values: [Float] = []
    private var rows: [Float] = []
    private var turned: [Float] = []

    private var planeLength: Int { size * stride }

    /// Fills the planes from interleaved pixels.
    /// - Parameters:
    ///   - pixels: axes (size, size, 3) and one more float.
    ///   - isGrey: one plane, the channels' mean, is made instead of three.
    mutating func load(_ pixels: UnsafePointer<Float>, size: Int, isGrey: Bool) {
        self.size = size
        stride = (size + 7) / 8 * 8
        count = isGrey ? 1 : 3
        if values.count < planeLength * 3 { values = [Float](repeating: 0, count: planeLength * 3) }
        let (length, stride) = (planeLength, stride)
        values.withUnsafeMutableBufferPointer { values in
            let planes = (values.baseAddress!, values.baseAddress! + length, values.baseAddress! + 2 * length)
            for row in 0..<size {
                let source = pixels + row * size * 3
                let start = row * stride
                if isGrey {
                    for column in 0..<size {
                        planes.0[start + column] =
                            (source[3 * column] + source[3 * column + 1] + source[3 * column + 2]) * (1 / 3)
                    }
                } else {
                    for column in 0..<size {
                        planes.0[start + column] = source[3 * column]
                        planes.1[start + column] = source[3 * column + 1]
                        planes.2[start + column] = source[3 * column + 2]
                    }
                }
            }
        }
    }

    /// Writes interleaved pixels, axes (size, size, 3), clipped to 0…1; a single plane goes into all channels.
    func store(_ pixels: UnsafeMutablePointer<Float>) {
        values.withUnsafeBufferPointer { values in
            let first = values.baseAddress!
            let second = first + (count == 1 ? 0 : planeLength)
            let third = first + (count == 1 ? 0 : 2 * planeLength)
            for row in 0..<size {
                let target = pixels + row * size * 3
                let start = row * stride
                for column in 0..<size {
                    target[3 * column] = min(max(first[start + column], 0), 1)
                    target[3 * column + 1] = min(max(second[start + column], 0), 1)
                    target[3 * column + 2] = min(max(third[start + column], 0), 1)
                }
            }
        }
    }

    /// value → clip(value · gain + offset) to 0…1, to the power `exponent`, in the given plane or in all.
    mutating func level(gain: Float, offset: Float, exponent: Float, plane: Int? = nil) {
        forEachVector(plane) { vector in
            let clipped = (vector * gain + offset).limited(0, 1)
            return exponent == 1 ? clipped : VectorPower.power(clipped, exponent)
        }
    }

    /// value → value · gain + offset.
    mutating func scale(gain: Float, offset: Float, plane: Int? = nil) {
        forEachVector(plane) { $0 * gain + offset }
    }

    /// Distance of each channel from the channels' mean, times `factor`.
    mutating func saturate(_ factor: Float) {
        guard count == 3 else { return }
        let length = planeLength
        values.withUnsafeMutableBufferPointer { values in
            for index in 0..<length {
                let mean = (values[index] + values[index + length] + values[index + 2 * length]) * (1 / 3)
                for plane in 0..<3 {
                    let position = index + plane * length
                    values[position] = mean + (values[position] - mean) * factor
                }
            }
        }
    }

    /// Noise of its own in each plane.
    mutating func addNoise(sigma: Float, seed: UInt64) {
        let length = planeLength * count
        values.withUnsafeMutableBufferPointer { values in
            NormalNumbers.add(sigma: sigma, seed: seed, to: .init(rebasing: values[..<length]))
        }
    }

    mutating func blur(sigma: Double) {
        let weights = AxisWeights(gaussian: sigma, length: size)
        filter([weights], [weights])
    }

    /// Through a grid of `coarse` pixels a side and back.
    mutating func coarsen(to coarse: Int, back: ResampleFilter) {
        let down = AxisWeights(length: size, low: 0, high: Double(size), count: coarse, filter: .bilinear)
        let up = AxisWeights(length: coarse, low: 0, high: Double(coarse), count: size, filter: back)
        filter([down, up], [down, up])
    }

    @inline(__always)
    private mutating func forEachVector(_ plane: Int?, _ body: (SIMD4<Float>) -> SIMD4<Float>) {
        let range = plane.map { ($0 * planeLength)..<(($0 + 1) * planeLength) } ?? 0..<(count * planeLength)
        values.withUnsafeMutableBytes { bytes in
            for offset in Swift.stride(from: range.lowerBound * 4, to: range.upperBound * 4, by: 16) {
                let vector = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self)
                bytes.storeBytes(of: body(vector), toByteOffset: offset, as: SIMD4<Float>.self)
            }
        }
    }

    /// Filters columns by `vertical`, one after another, then rows by `horizontal`. The last of each must have `size`
    /// outputs.
    private mutating func filter(_ vertical: [AxisWeights], _ horizontal: [AxisWeights]) {
        if rows.count < planeLength {
            rows = [Float](repeating: 0, count: planeLength)
            turned = [Float](repeating: 0, count: planeLength)
        }
        let (size, stride, length, count) = (size, stride, planeLength, count)
        values.withUnsafeMutableBufferPointer { values in
            rows.withUnsafeMutableBufferPointer { rows in
                turned.withUnsafeMutableBufferPointer { turned in
                    let (spare, turned) = (rows.baseAddress!, turned.baseAddress!)
                    for number in 0..<count {
                        let plane = values.baseAddress! + number * length
                        // Rows are mixed whole; for the other axis the plane is turned, mixed, and turned back.
                        PicturePlanes.mix(plane, vertical, stride: stride, spare: spare)
                        PicturePlanes.transpose(plane, size: size, stride: stride, into: turned)
                        PicturePlanes.mix(turned, horizontal, stride: stride, spare: spare)
                        PicturePlanes.transpose(turned, size: size, stride: stride, into: plane)
                    }
                }
            }
        }
    }

    /// Mixes the rows of `plane` in place; no step has more than `size` rows.
    private static func mix(
        _ plane: UnsafeMutablePointer<Float>, _ steps: [AxisWeights], stride: Int, spare: UnsafeMutablePointer<Float>
    ) {
        for step in steps {
            for row in 0..<step.outputCount {
                step.mixRows(row, from: plane + step.starts[row] * stride, stride: stride, into: spare + row * stride)
            }
            plane.update(from: spare, count: step.outputCount * stride)
        }
    }

    private static func transpose(
        _ source: UnsafePointer<Float>, size: Int, stride: Int, into target: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<size {
            for column in 0..<size {
                target[column * stride + row] = source[row * stride + column]
            }
        }
    }
}
