internal import Glibc
internal import Workers

/// What logistic regression minimises: mean cross-entropy plus an L2 penalty on the weights (not on the biases).
///
/// Rows are summed in a fixed number of pieces whose sums are added in order, so that the value does not depend on the
/// number of threads.
struct LogisticObjective {
    let features: FeatureMatrix
    let labels: [Int]
    let rows: [Int]
    let classCount: Int
    let l2: Double
    let threads: Int

    private static let pieces = 16

    /// The value at `parameters`, axes (class, stride + 1), and its gradient.
    func value(at parameters: [Double], gradient: inout [Double]) -> Double {
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
                        logits[number] = Lanes.dot(own, vector, stride) + own[stride]
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
                        Lanes.add(error, vector, to: sum + number * width, stride)
                        sum[number * width + stride] += error
                    }
                }
            }
        }
        return loss
    }
}
