internal import Glibc
internal import Workers

/// What logistic regression minimises: mean cross-entropy plus an L2 penalty on the weights (not on the biases).
///
/// Rows are summed in a fixed number of pieces whose sums are added in order, so that the value does not depend on the
/// number of threads.
package struct LogisticObjective {
    package let features: FeatureMatrix
    package let labels: [Int]
    package let rows: [Int]
    package let classCount: Int
    package let l2: Double
    package let threads: Int

    private static let pieces = 16

    /// The value at `parameters`, axes (class, stride + 1), and its gradient.
    package func value(at parameters: [Double], gradient: inout [Double]) -> Double {
        let (stride, width) = (features.stride, features.stride + 1)
        let weights = parameters.map { Float($0) }
        let size = classCount * width
        // Each piece sums into a place of its own.
        let sums = UnsafeMutablePointer<Float>.allocate(capacity: Self.pieces * size)
        let losses = UnsafeMutablePointer<Double>.allocate(capacity: Self.pieces)
        defer {
            sums.deallocate()
            losses.deallocate()
        }
        sums.initialize(repeating: 0, count: Self.pieces * size)
        losses.initialize(repeating: 0, count: Self.pieces)
        nonisolated(unsafe) let (ownSums, ownLosses) = (sums, losses)
        let lanes = max(1, min(threads, Self.pieces))
        Workers.perform(lanes) { lane in
            for piece in Swift.stride(from: lane, to: Self.pieces, by: lanes) {
                ownLosses[piece] = add(piece, weights, to: ownSums + piece * size)
            }
        }
        let scale = 1 / Double(rows.count)
        var value = 0.0
        for piece in 0..<Self.pieces { value += losses[piece] * scale }
        for index in 0..<size {
            var sum = 0.0
            for piece in 0..<Self.pieces { sum += Double(sums[piece * size + index]) }
            let isBias = index % width == stride
            gradient[index] = sum * scale + (isBias ? 0 : l2 * parameters[index])
            if !isBias { value += l2 / 2 * parameters[index] * parameters[index] }
        }
        return value
    }

    /// Adds the gradient of one piece's rows to `sum`; returns their cross-entropy.
    private func add(_ piece: Int, _ weights: [Float], to sum: UnsafeMutablePointer<Float>) -> Double {
        let (stride, width) = (features.stride, features.stride + 1)
        let range = (rows.count * piece / Self.pieces)..<(rows.count * (piece + 1) / Self.pieces)
        var logits = [Float](repeating: 0, count: classCount)
        var loss = 0.0
        weights.withUnsafeBufferPointer { weights in
            features.values.withUnsafeBufferPointer { values in
                guard let weights = weights.baseAddress, let values = values.baseAddress else { return }
                for place in range {
                    let row = rows[place]
                    let vector = values + row * stride
                    for number in 0..<classCount {
                        let own = weights + number * width
                        logits[number] = Self.dot(own, vector, stride) + own[stride]
                    }
                    let largest = logits.max() ?? 0
                    var total: Float = 0
                    for number in 0..<classCount {
                        logits[number] -= largest
                        total += expf(logits[number])
                    }
                    loss += Double(logf(total) - logits[labels[row]])
                    for number in 0..<classCount {
                        let error = expf(logits[number]) / total - (number == labels[row] ? 1 : 0)
                        Self.add(error, vector, to: sum + number * width, stride)
                        sum[number * width + stride] += error
                    }
                }
            }
        }
        return loss
    }

    private static func dot(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Float {
        var sum = SIMD16<Float>()
        for index in Swift.stride(from: 0, to: count, by: 16) {
            sum += load(left + index) * load(right + index)
        }
        return sum.sum()
    }

    private static func add(
        _ factor: Float, _ vector: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        for index in Swift.stride(from: 0, to: count, by: 16) {
            var value = load(UnsafePointer(sum + index))
            value += factor * load(vector + index)
            UnsafeMutableRawPointer(sum + index).storeBytes(of: value, as: SIMD16<Float>.self)
        }
    }

    private static func load(_ pointer: UnsafePointer<Float>) -> SIMD16<Float> {
        UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Float>.self)
    }
}
