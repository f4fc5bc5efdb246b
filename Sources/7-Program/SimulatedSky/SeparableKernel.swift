/// A round blur as a short sum of products of one-dimensional ones.
///
/// The kernel sampled on a square grid is a symmetric matrix; its leading eigenvectors v_k give it as Σ λ_k v_k v_kᵀ. Four
/// terms reproduce a Moffat profile to 1e-4 of its peak, at an eighth of the work of the full square.
package struct SeparableKernel {
    package struct Term {
        /// For offsets −radius…radius.
        package let horizontal, vertical: [Float]
    }

    package let radius: Int
    package let terms: [Term]

    /// Kernel of a star's image; its sum is 1.
    /// - Parameters:
    ///   - fullWidth: pixels.
    ///   - tolerance: largest difference from the full kernel over its peak.
    package init(fullWidth: Double, beta: Double, tolerance: Double = 2e-4) {
        let profile = MoffatProfile(fullWidth: fullWidth, beta: beta)
        let radius = Int((4 * fullWidth).rounded(.up))
        self.radius = radius
        let side = 2 * radius + 1
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: side), count: side)
        for row in 0..<side {
            for column in 0..<side {
                let (dx, dy) = (Double(column - radius), Double(row - radius))
                matrix[row][column] = profile.brightness(square: dx * dx + dy * dy)
            }
        }
        var rest = matrix
        var found: [(value: Double, vector: [Double])] = []
        let peak = matrix[radius][radius]
        while found.count < 8, rest.contains(where: { $0.contains { abs($0) > tolerance * peak } }) {
            let (value, vector) = SeparableKernel.leadingEigenvector(rest)
            found.append((value, vector))
            for row in 0..<side {
                for column in 0..<side { rest[row][column] -= value * vector[row] * vector[column] }
            }
        }
        // All of a galaxy's light stays on the picture: the terms together sum to 1.
        let total = found.reduce(0.0) { $0 + $1.value * $1.vector.reduce(0, +) * $1.vector.reduce(0, +) }
        terms = found.map { value, vector in
            Term(horizontal: vector.map { Float($0) }, vertical: vector.map { Float($0 * value / total) })
        }
    }

    /// Largest eigenvalue in size with its unit vector, by power iteration.
    private static func leadingEigenvector(_ matrix: [[Double]]) -> (Double, [Double]) {
        let side = matrix.count
        // The row with the largest diagonal is not orthogonal to the vector sought.
        let start = (0..<side).max { abs(matrix[$0][$0]) < abs(matrix[$1][$1]) } ?? 0
        var vector = matrix[start]
        var value = 0.0
        for _ in 0..<400 {
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            vector = vector.map { $0 / length }
            let next = matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
            value = zip(next, vector).reduce(0) { $0 + $1.0 * $1.1 }
            vector = next
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return (value, vector.map { $0 / length })
    }

    /// Blurs an image; outside of it lies darkness.
    package func blurred(_ pixels: [Float], width: Int, height: Int) -> [Float] {
        var result = [Float](repeating: 0, count: width * height)
        // A strip of rows is blurred along x into a small buffer that stays in the cache, then along y.
        let strip = 64
        let padded = width + 2 * radius + 16
        var line = [Float](repeating: 0, count: padded)
        let stride = (width + 15) & ~15
        var buffer = [Float](repeating: 0, count: (strip + 2 * radius) * stride)
        for first in Swift.stride(from: 0, to: height, by: strip) {
            let rows = min(strip, height - first)
            for term in terms {
                for row in -radius..<(rows + radius) {
                    let source = first + row
                    let target = (row + radius) * stride
                    buffer.withUnsafeMutableBufferPointer { buffer in
                        guard (0..<height).contains(source) else {
                            for index in target..<(target + stride) { buffer[index] = 0 }
                            return
                        }
                        line.withUnsafeMutableBufferPointer { line in
                            for x in 0..<width { line[x + radius] = pixels[source * width + x] }
                            SeparableKernel.correlate(
                                UnsafePointer(line.baseAddress!), 1, term.horizontal, buffer.baseAddress! + target,
                                count: stride)
                        }
                    }
                }
                result.withUnsafeMutableBufferPointer { result in
                    buffer.withUnsafeBufferPointer { buffer in
                        for row in 0..<rows {
                            SeparableKernel.accumulate(
                                buffer.baseAddress! + row * stride, stride, term.vertical,
                                result.baseAddress! + (first + row) * width, count: width)
                        }
                    }
                }
            }
        }
        return result
    }

    /// target[i] = Σ_k taps[k] · source[i + k · step], for `count` places, a multiple of 16.
    @inline(__always) private static func correlate(
        _ source: UnsafePointer<Float>, _ step: Int, _ taps: [Float], _ target: UnsafeMutablePointer<Float>, count: Int
    ) {
        var index = 0
        while index < count {
            var sum = SIMD16<Float>.zero
            for (tap, weight) in taps.enumerated() {
                sum += UnsafeRawPointer(source + index + tap * step).loadUnaligned(as: SIMD16<Float>.self) * weight
            }
            UnsafeMutableRawPointer(target + index).storeBytes(of: sum, as: SIMD16<Float>.self)
            index += 16
        }
    }

    /// target[i] += Σ_k taps[k] · source[i + k · step], for `count` places.
    @inline(__always) private static func accumulate(
        _ source: UnsafePointer<Float>, _ step: Int, _ taps: [Float], _ target: UnsafeMutablePointer<Float>, count: Int
    ) {
        var index = 0
        while index < count {
            var sum = SIMD16<Float>.zero
            for (tap, weight) in taps.enumerated() {
                sum += UnsafeRawPointer(source + index + tap * step).loadUnaligned(as: SIMD16<Float>.self) * weight
            }
            if index + 16 <= count {
                let place = UnsafeMutableRawPointer(target + index)
                let old = place.loadUnaligned(as: SIMD16<Float>.self)
                place.storeBytes(of: old + sum, as: SIMD16<Float>.self)
            } else {
                for lane in 0..<(count - index) { target[index + lane] += sum[lane] }
            }
            index += 16
        }
    }
}
