internal import Foundation
public import Process
public import Vectors

/// A sum of Gaussian distributions, fitted by expectation and maximisation (Dempster, Laird and Rubin 1977); the same as
/// scikit-learn's from the same start.
///
/// Starts are clusters of ``KMeans``; the best of several is kept. In double precision; takes a copy of the matrix in that.
///
/// ```swift
/// let mixture = try GaussianMixture(vectors, components: 2, covariance: .full)
/// mixture.probabilities(of: vectors)  // axes (row, component)
/// mixture.bic                         // the lower, the better
/// ```
public struct GaussianMixture: Sendable {
    /// Shape of the components.
    public enum Covariance: String, Sendable, CaseIterable, Codable {
        case full
        /// Along the columns.
        case diagonal
    }

    public let covariance: Covariance
    /// Share of each component, the largest first.
    public let weights: [Double]
    /// Axes (component, column).
    public let means: [[Double]]
    /// Axes (component, column, column), or (component, column) of diagonal ones.
    public let covariances: [[Double]]
    /// Mean of the logarithm of the density of the rows.
    public let logLikelihood: Double
    /// Steps of the best start.
    public let iterations: Int
    /// Whether the last step changed the likelihood by less than the tolerance.
    public let hasConverged: Bool
    /// The component that each row most probably comes from, and how probably.
    public let labels: [Int32]
    public let probabilities: [Float]
    private let rowCount: Int

    /// Numbers that are fitted.
    public var parameterCount: Int {
        let (count, columns) = (weights.count, means[0].count)
        let shape = covariance == .full ? columns * (columns + 1) / 2 : columns
        return count * (shape + columns) + count - 1
    }

    /// The Bayesian information criterion (Schwarz 1978): the lower, the better the components are supported.
    public var bic: Double {
        -2 * logLikelihood * Double(rowCount) + Double(parameterCount) * log(Double(rowCount))
    }

    /// - Parameters:
    ///   - matrix: all finite, 2 rows or more, or it traps.
    ///   - count: number of components, 1 up to the number of rows.
    ///   - restarts: starts that are tried; 1 or more.
    ///   - iterations: steps of a start at most.
    ///   - tolerance: a start ends when a step changes the mean logarithm of the density by less.
    ///   - floor: is added to each variance.
    ///   - threads: nil takes all cores. The result does not depend on them.
    /// - Throws: ``TooFewDistinctRows``; ``CollapsedMixture``; `Interrupted`.
    public init(
        _ matrix: Matrix, components count: Int, covariance: Covariance = .full, restarts: Int = 3, seed: UInt64 = 0,
        iterations: Int = 200, tolerance: Double = 1e-3, floor: Double = 1e-6, threads: Int? = nil,
        progress: ProgressReporter = .silent
    ) throws {
        let rows = DoubleRows(matrix)
        var best: MixtureRun?
        for restart in 0..<restarts {
            let start = try KMeans(
                matrix, clusters: count, restarts: 1, seed: seed &+ UInt64(restart) &* 0x9E37_79B9, threads: threads)
            var run = MixtureRun(rows, covariance, floor: floor, threads: threads)
            try run.perform(start: start.labels, count: count, iterations: iterations, tolerance: tolerance)
            if run.logLikelihood > best?.logLikelihood ?? -.infinity { best = run }
        }
        guard let best else { throw CollapsedMixture() }
        self.init(best, covariance)
    }

    /// From a start of one's own.
    ///
    /// - Parameter start: component of each row, each of them 0 up to the largest has one.
    public init(
        _ matrix: Matrix, start: [Int32], covariance: Covariance = .full, iterations: Int = 200,
        tolerance: Double = 1e-3, floor: Double = 1e-6, threads: Int? = nil
    ) throws {
        precondition(start.count == matrix.rowCount, "\(start.count) labels for \(matrix.rowCount) rows")
        var run = MixtureRun(DoubleRows(matrix), covariance, floor: floor, threads: threads)
        try run.perform(
            start: start, count: Int(start.max() ?? 0) + 1, iterations: iterations, tolerance: tolerance)
        self.init(run, covariance)
    }

    private init(_ run: MixtureRun, _ covariance: Covariance) {
        let order = run.weights.indices.sorted { (-run.weights[$0], $0) < (-run.weights[$1], $1) }
        self.covariance = covariance
        weights = order.map { run.weights[$0] }
        means = order.map { run.means[$0] }
        covariances = order.map { run.covariances[$0] }
        logLikelihood = run.logLikelihood
        iterations = run.iterations
        hasConverged = run.hasConverged
        rowCount = run.rows.count
        (labels, probabilities) = Self.best(run.responsibilities, order)
    }

    /// The most probable of the components of each row, by their new numbers.
    private static func best(_ shares: [Double], _ order: [Int]) -> (labels: [Int32], probabilities: [Float]) {
        let count = order.count
        var labels: [Int32] = []
        var probabilities: [Float] = []
        for first in stride(from: 0, to: shares.count, by: count) {
            let best = order.indices.max { shares[first + order[$0]] < shares[first + order[$1]] } ?? 0
            labels.append(Int32(best))
            probabilities.append(Float(shares[first + order[best]]))
        }
        return (labels, probabilities)
    }

    /// The component that each row of another matrix most probably comes from, how probably, and the logarithm of the density of
    /// all components there.
    ///
    /// - Throws: ``CollapsedMixture``.
    public func predict(
        _ matrix: Matrix, threads: Int? = nil
    ) throws -> (labels: [Int32], probabilities: [Float], logDensities: [Double]) {
        precondition(matrix.columnCount == means[0].count, "\(matrix.columnCount) columns for \(means[0].count)")
        var run = MixtureRun(DoubleRows(matrix), covariance, floor: 0, threads: threads)
        try run.weigh(weights, means, covariances)
        let (labels, probabilities) = Self.best(run.responsibilities, Array(weights.indices))
        return (labels, probabilities, run.logDensities)
    }
}

/// A component has no rows or no width left.
public struct CollapsedMixture: Error, Sendable, Equatable {}
