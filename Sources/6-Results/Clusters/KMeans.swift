internal import Neighbours
public import Process
internal import Randomness
public import Vectors
internal import Workers

/// Clusters around their means: the sum of the squared distances of all rows from the nearest of k centres is made as small as
/// Lloyd's algorithm (1982) makes it, from the best of several starts.
///
/// Starts are those of greedy k-means++ (Arthur and Vassilvitskii 2007), with 2 + ln k candidates a centre as scikit-learn
/// has it, or given. Distances that Hamerly's bounds (2010) show to change nothing are not computed. The same matrix and
/// seed give the same result on every machine, whatever the threads. Takes a second copy of the matrix in memory.
///
/// ```swift
/// let groups = try KMeans(vectors, clusters: 2, restarts: 10, seed: 0)
/// groups.labels[7]     // 0 is the largest cluster
/// groups.centres[0]
/// ```
public struct KMeans: Sendable {
    /// Mean of each cluster, axes (cluster, column); the largest cluster comes first.
    public let centres: Matrix
    /// The nearest centre of each row.
    public let labels: [Int32]
    /// Sum of the squared distances of the rows from their centres.
    public let inertia: Double
    /// Steps of Lloyd's algorithm from the best start.
    public let iterations: Int

    /// - Parameters:
    ///   - matrix: all finite, one row or more, or it traps.
    ///   - count: number of clusters, 1 up to the number of rows, or it traps.
    ///   - restarts: starts that are tried; 1 or more.
    ///   - tolerance: ends when the squared moves of all centres together are no larger than that part of the mean variance of
    ///     the columns; it also ends when no row changes its cluster.
    ///   - threads: nil takes all cores.
    /// - Throws: ``TooFewDistinctRows``; `Interrupted`.
    public init(
        _ matrix: Matrix, clusters count: Int, restarts: Int = 10, seed: UInt64 = 0, iterations: Int = 300,
        tolerance: Double = 1e-4, threads: Int? = nil, progress: ProgressReporter = .silent
    ) throws {
        try self.init(
            matrix, count, starts: nil, restarts: restarts, seed: seed, iterations, tolerance, threads, progress)
    }

    /// From a start of one's own.
    ///
    /// - Parameter start: the first centres, axes (cluster, column).
    public init(
        _ matrix: Matrix, start: Matrix, iterations: Int = 300, tolerance: Double = 1e-4, threads: Int? = nil
    ) throws {
        precondition(start.columnCount == matrix.columnCount, "centres of other columns")
        try self.init(
            matrix, start.rowCount, starts: start, restarts: 1, seed: 0, iterations, tolerance, threads, .silent)
    }

    private init(
        _ matrix: Matrix, _ count: Int, starts: Matrix?, restarts: Int, seed: UInt64, _ iterations: Int,
        _ tolerance: Double, _ threads: Int?, _ progress: ProgressReporter
    ) throws {
        precondition((1...matrix.rowCount).contains(count), "\(count) clusters of \(matrix.rowCount) rows")
        let rows = CentredRows(matrix, threads: threads)
        var (best, least) = (Lloyd?.none, Double.infinity)
        progress.begin("k-means", total: restarts)
        for restart in 0..<restarts {
            let start: [Float]
            if let starts {
                start = starts.withValues { values in
                    values.indices.map { values[$0] - rows.mean[$0 % matrix.columnCount] }
                }
            } else {
                var generator = SeededGenerator(seed, UInt64(restart))
                start = try rows.spreadCentres(count, &generator, threads: threads)
            }
            var run = Lloyd(rows, start, threads: threads)
            try run.perform(iterations, tolerance: tolerance)
            let inertia = run.inertia()
            if best == nil || inertia < least { (best, least) = (run, inertia) }
            progress.advance(to: restart + 1)
        }
        progress.end()
        guard let best else { preconditionFailure("no start") }
        let order = SizeOrder(best.labels, count: count)
        labels = order.renumbered(best.labels)
        inertia = least
        self.iterations = best.iterations
        let columns = matrix.columnCount
        centres = Matrix(
            order.groups.flatMap { group in
                (0..<columns).map { best.centres[group * columns + $0] + rows.mean[$0] }
            }, columnCount: columns)
    }

    /// The nearest centre of each row of another matrix, which has as many columns, or it traps.
    public func predict(_ matrix: Matrix, threads: Int? = nil) -> [Int32] {
        let rows = CentredRows(matrix, around: centres.columnMeans, threads: threads)
        let columns = matrix.columnCount
        let start = centres.withValues { values in values.indices.map { values[$0] - rows.mean[$0 % columns] } }
        return Lloyd(rows, start, threads: threads).labels
    }
}

/// There are fewer different rows than clusters are asked for.
public struct TooFewDistinctRows: Error, Sendable, Equatable {
    /// Different rows.
    public let distinct: Int
    /// Clusters that were asked for.
    public let clusters: Int
}
