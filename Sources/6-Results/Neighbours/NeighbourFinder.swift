public import Process
public import Vectors

/// What finds the neighbours that a map is made from: exactly, or nearly and sooner.
public protocol NeighbourFinder: Sendable {
    /// One word for it, which is written beside what was made with it.
    var name: String { get }

    /// The neighbours of every row of a matrix among all others; see ``NeighbourGraph/exact(_:count:threads:progress:)``.
    func graph(_ matrix: Matrix, count: Int, threads: Int?, progress: ProgressReporter) throws -> NeighbourGraph
}

/// All neighbours, by ``NeighbourGraph/exact(_:count:threads:progress:)``.
public struct ExactFinder: NeighbourFinder {
    public init() {}

    public var name: String { "exact" }

    public func graph(
        _ matrix: Matrix, count: Int, threads: Int?, progress: ProgressReporter
    ) throws -> NeighbourGraph {
        try NeighbourGraph.exact(matrix, count: count, threads: threads, progress: progress)
    }
}
