internal import Foundation

/// One axis of a separable filter: for each output pixel the first source pixel that counts, and the weights from
/// there on.
package struct AxisWeights: Sendable {
    /// Room for weights an output pixel.
    package let taps: Int
    package private(set) var starts: [Int] = []
    package private(set) var counts: [Int] = []
    /// Axes (output, tap). The weights of an output pixel sum to 1.
    package private(set) var weights: [Double] = []
    /// `weights` in single precision.
    package private(set) var singleWeights: [Float] = []

    package var outputCount: Int { starts.count }

    /// Resampling as Pillow does it: the kernel spans the larger of a source and an output pixel, ends at the
    /// picture's edge and is normalised.
    /// - Parameters:
    ///   - length: source pixels along the axis.
    ///   - low, high: the part of the axis that the output covers, in source pixels; what lies outside of the
    ///     picture repeats its edge.
    ///   - count: output pixels.
    package init(length: Int, low: Double, high: Double, count: Int, filter: ResampleFilter) {
        let step = (high - low) / Double(count)
        let scale = max(step, 1)
        let support = filter.support * scale
        taps = min(Int(support.rounded(.up)) * 2 + 1, length)
        var row: [Double] = []
        for output in 0..<count {
            let center = min(max(low + (Double(output) + 0.5) * step, 0), Double(length))
            let first = min(max(Int((center - support + 0.5).rounded(.down)), 0), length - 1)
            let end = max(min(Int((center + support + 0.5).rounded(.down)), length), first + 1)
            row.removeAll(keepingCapacity: true)
            for pixel in first..<end {
                row.append(filter.value(at: (Double(pixel) - center + 0.5) / scale))
            }
            append(row, from: first)
        }
        finish()
    }

    /// A Gaussian of `sigma` pixels, cut at three sigma; beyond the picture its edge repeats.
    package init(gaussian sigma: Double, length: Int) {
        let reach = min(Int((3 * sigma).rounded(.up)), length - 1)
        taps = min(2 * reach + 1, length)
        let kernel = (0...reach).map { exp(-0.5 * pow(Double($0) / sigma, 2)) }
        var row: [Double] = []
        for center in 0..<length {
            let first = max(0, center - reach)
            let end = min(length, center + reach + 1)
            row.removeAll(keepingCapacity: true)
            for pixel in first..<end {
                row.append(kernel[abs(pixel - center)])
            }
            for distance in kernel.indices {
                if center - distance < 0 { row[0] += kernel[distance] }
                if center + distance >= length { row[row.count - 1] += kernel[distance] }
            }
            append(row, from: first)
        }
        finish()
    }

    private mutating func append(_ row: [Double], from first: Int) {
        let sum = row.reduce(0, +)
        starts.append(first)
        counts.append(row.count)
        for weight in row { weights.append(sum != 0 ? weight / sum : 1 / Double(row.count)) }
        for _ in row.count..<taps { weights.append(0) }
    }

    private mutating func finish() {
        singleWeights = weights.map { Float($0) }
    }

    /// Mixes whole rows: output row = sum of weights · source rows.
    /// - Parameters:
    ///   - output: the output row's number.
    ///   - first: the first source row that counts (`starts[output]`).
    ///   - stride: floats a row, a multiple of 8.
    ///   - target: gets `stride` floats.
    @inline(__always)
    package func mixRows(
        _ output: Int, from first: UnsafePointer<Float>, stride: Int, into target: UnsafeMutablePointer<Float>
    ) {
        let source = UnsafeRawPointer(first)
        let bytes = UnsafeMutableRawPointer(target)
        let count = counts[output]
        singleWeights.withUnsafeBufferPointer { weights in
            let weight = weights.baseAddress! + output * taps
            var offset = 0
            while offset < stride * 4 {
                var sum = SIMD8<Float>.zero
                var line = source + offset
                for tap in 0..<count {
                    sum += line.loadUnaligned(as: SIMD8<Float>.self) * weight[tap]
                    line += stride * 4
                }
                bytes.storeBytes(of: sum, toByteOffset: offset, as: SIMD8<Float>.self)
                offset += 32
            }
        }
    }
}
