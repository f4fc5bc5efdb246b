internal import Glibc
internal import Workers

/// Multinomial logistic regression with an L2 penalty: the probability of a class is the softmax of W·x + b.
///
/// ```swift
/// let features = FeatureMatrix(standardising: try Matrix(mapping: "embeddings.npy"))
/// var model = LogisticRegression(classCount: 2, features: features)
/// model.fit(features, labels: labels, rows: Array(0..<1000), l2: 0.01)
/// let chances = model.probabilities(features, row: 1000)  // of each class
/// ```
public struct LogisticRegression: Sendable {
    /// Number of classes, 2 or more.
    public let classCount: Int
    /// Axes (class, stride + 1): weights as the feature matrix has its features, then the bias.
    public private(set) var parameters: [Double]
    private let stride: Int

    /// A model that gives every class the same probability.
    public init(classCount: Int, features: FeatureMatrix) {
        self.classCount = classCount
        stride = features.stride
        parameters = [Double](repeating: 0, count: classCount * (features.stride + 1))
    }

    /// Lowers the mean cross-entropy plus `l2`/2 |W|² by L-BFGS, from where the model stands.
    ///
    /// - Parameters:
    ///   - features: the vectors.
    ///   - labels: class number of each row, 0 ..< `classCount`.
    ///   - rows: the rows to learn from, at least one.
    ///   - l2: weight of the penalty, > 0; 1 / (C · rows) in the words of scikit-learn.
    ///   - iterations: at most this many steps; it ends earlier when the gradient has become small.
    ///   - tolerance: it ends when no component of the gradient is larger.
    ///   - threads: nil takes all cores. The result does not depend on them.
    public mutating func fit(
        _ features: FeatureMatrix, labels: [Int], rows: [Int], l2: Double, iterations: Int = 100,
        tolerance: Double = 1e-4,
        threads: Int? = nil
    ) {
        let objective = LogisticObjective(
            features: features, labels: labels, rows: rows, classCount: classCount, l2: l2,
            threads: threads ?? Workers.cores)
        parameters = LBFGS.minimum(from: parameters, iterations: iterations, tolerance: tolerance) {
            objective.value(at: $0, gradient: &$1)
        }
    }

    /// Probability of each class for one row of `features`; they sum to 1.
    public func probabilities(_ features: FeatureMatrix, row: Int) -> [Double] {
        let logits = (0..<classCount).map { number in
            let start = number * (stride + 1)
            var sum = parameters[start + stride]
            for column in 0..<features.columnCount {
                sum += parameters[start + column] * Double(features.values[row * stride + column])
            }
            return sum
        }
        let largest = logits.max() ?? 0
        let powers = logits.map { exp($0 - largest) }
        let total = powers.reduce(0, +)
        return powers.map { $0 / total }
    }
}
