internal import Glibc
public import Process
import Randomness
import Vectors

/// Out-of-fold class probabilities of labelled vectors: each galaxy is judged by a model that has not learnt from it.
///
/// The model is logistic regression on standardised features. Of several strengths of the penalty the one with the lowest
/// out-of-fold cross-entropy is taken; strong penalties come first, and each model starts from the one before.
public struct CrossValidation: Sendable {
    /// Axes (example, class), row-major; every row sums to 1.
    public let probabilities: [Double]
    /// Strength of the L2 penalty that was taken.
    public let l2: Double
    /// Out-of-fold mean cross-entropy at that strength.
    public let crossEntropy: Double
    /// Share of the examples whose most probable class is their label.
    public let accuracy: Double

    /// Strengths that are tried: the weight of |W|²/2 beside the mean cross-entropy.
    public static let strengths = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001]

    /// - Parameters:
    ///   - vectors: axes (example, feature), row-major, finite.
    ///   - dimension: number of features.
    ///   - labels: class number of each example.
    ///   - classCount: number of classes, at least 2.
    ///   - groups: examples of one galaxy share a number; they are never parted into two folds.
    ///   - folds: number of folds, at least 2.
    ///   - seed: decides the folds.
    ///   - threads: the result does not depend on them.
    ///   - progress: is told how many models are fitted.
    public init(
        vectors: [Float], dimension: Int, labels: [Int], classCount: Int, groups: [Int], folds: Int = 5,
        seed: UInt64 = 0, threads: Int, progress: ProgressReporter = .silent
    ) {
        precondition(vectors.count == labels.count * dimension, "\(vectors.count) numbers for \(labels.count) vectors")
        precondition(groups.count == labels.count, "\(groups.count) groups for \(labels.count) examples")
        let members = Dictionary(grouping: labels.indices) { groups[$0] }.values.sorted { $0[0] < $1[0] }
        let parts = StratifiedParts.deal(
            groups: members, strata: members.map { labels[$0[0]] },
            shares: [Double](repeating: 1 / Double(folds), count: folds), seed: seed)
        self.init(
            vectors: vectors, dimension: dimension, labels: labels, classCount: classCount, parts: parts,
            threads: threads, progress: progress)
    }

    /// - Parameters:
    ///   - parts: the examples of each fold.
    ///   - tolerance: of the fits.
    package init(
        vectors: [Float], dimension: Int, labels: [Int], classCount: Int, parts: [[Int]], tolerance: Double = 1e-4,
        threads: Int, progress: ProgressReporter = .silent
    ) {
        let features = FeatureMatrix(standardising: Matrix(vectors, columnCount: dimension))
        var models = parts.map { _ in LogisticRegression(classCount: classCount, features: features) }
        let others = parts.indices.map { fold in parts.indices.filter { $0 != fold }.flatMap { parts[$0] }.sorted() }
        var best: (probabilities: [Double], l2: Double, loss: Double)?
        progress.begin("cross-validating", total: Self.strengths.count * parts.count)
        defer { progress.end() }
        for (number, l2) in Self.strengths.enumerated() {
            var probabilities = [Double](repeating: 0, count: labels.count * classCount)
            for fold in parts.indices {
                models[fold].fit(
                    features, labels: labels, rows: others[fold], l2: l2, tolerance: tolerance, threads: threads)
                for row in parts[fold] {
                    let own = models[fold].probabilities(features, row: row)
                    for (number, value) in own.enumerated() { probabilities[row * classCount + number] = value }
                }
                progress.advance(to: number * parts.count + fold + 1)
            }
            let loss = Self.crossEntropy(probabilities, labels, classCount)
            if let best, loss > best.loss { break }
            best = (probabilities, l2, loss)
        }
        let (chosen, l2, loss) = best ?? ([], 0, 0)
        probabilities = chosen
        self.l2 = l2
        crossEntropy = loss
        let correct = labels.indices.count { row in
            let own = chosen[row * classCount + labels[row]]
            return !chosen[(row * classCount)..<((row + 1) * classCount)].contains { $0 > own }
        }
        accuracy = Double(correct) / Double(max(1, labels.count))
    }

    private static func crossEntropy(_ probabilities: [Double], _ labels: [Int], _ classCount: Int) -> Double {
        var sum = 0.0
        for (row, label) in labels.enumerated() {
            sum -= log(max(1e-12, probabilities[row * classCount + label]))
        }
        return sum / Double(max(1, labels.count))
    }
}
