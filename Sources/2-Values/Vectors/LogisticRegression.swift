internal import Glibc

/// Multinomial logistic regression with an L2 penalty: the probability of a class is the softmax of W·x + b.
package struct LogisticRegression: Sendable {
    package let classCount: Int
    /// Axes (class, stride + 1): weights as the feature matrix has its features, then the bias.
    package private(set) var parameters: [Double]
    private let stride: Int

    /// A model that gives every class the same probability.
    package init(classCount: Int, features: FeatureMatrix) {
        self.classCount = classCount
        stride = features.stride
        parameters = [Double](repeating: 0, count: classCount * (features.stride + 1))
    }

    /// Lowers the mean cross-entropy plus `l2`/2 |W|² by L-BFGS, from where the model stands.
    ///
    /// - Parameters:
    ///   - features: the vectors.
    ///   - labels: class number of each row.
    ///   - rows: the rows to learn from, at least one.
    ///   - l2: weight of the penalty, > 0.
    ///   - iterations: at most this many steps; it ends earlier when the gradient has become small.
    ///   - threads: the result does not depend on them.
    package mutating func fit(
        _ features: FeatureMatrix, labels: [Int], rows: [Int], l2: Double, iterations: Int = 100, threads: Int
    ) {
        let objective = LogisticObjective(
            features: features, labels: labels, rows: rows, classCount: classCount, l2: l2, threads: threads)
        parameters = LBFGS.minimum(from: parameters, iterations: iterations, tolerance: 1e-4) {
            objective.value(at: $0, gradient: &$1)
        }
    }

    /// Probability of each class for one row of `features`.
    package func probabilities(_ features: FeatureMatrix, row: Int) -> [Double] {
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
