/// How far apart two vectors are.
///
/// ```swift
/// Distance.squaredEuclidean([0, 0], [3, 4])  // 25
/// Distance.cosine([1, 0], [0, 2])            // 1: at right angles
/// ```
public enum Distance: String, Sendable, CaseIterable {
    /// Sum of the squared differences.
    case squaredEuclidean
    /// 1 less the cosine of the angle between them, 0…2; NaN where one is all zeros.
    case cosine

    /// The distance of two vectors of equal length, or it traps.
    public func callAsFunction(_ left: [Float], _ right: [Float]) -> Float {
        precondition(left.count == right.count, "\(left.count) and \(right.count) numbers")
        return left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                guard let first = left.baseAddress, let second = right.baseAddress else { return 0 }
                return between(first, second, left.count)
            }
        }
    }

    func between(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Float {
        switch self {
        case .squaredEuclidean: return Lanes.squaredDistance(left, right, count)
        case .cosine:
            let norms = Lanes.dot(left, left, count) * Lanes.dot(right, right, count)
            return 1 - Lanes.dot(left, right, count) / norms.squareRoot()
        }
    }
}
