internal import CMachine
internal import Neighbours
public import Process
public import Vectors
internal import Workers

/// Places new points on a map that stays as it is, as openTSNE's `transform` does (Poličar, Stražar and Zupan, J. Stat. Softw.
/// 109, 3, 2024): each at the median of its neighbours' places, then moved by them and by all points of the map, but not by
/// other new ones.
///
/// ```swift
/// let places = try MapExtension(of: embeddings, on: map.places).place(newEmbeddings)
/// ```
public struct MapExtension {
    private let points: Matrix
    private let map: Places
    private let threads: Int

    private static let perplexity = 5.0
    /// Neighbours whose median is the beginning.
    private static let neighbours = 25
    private static let iterations = 250
    private static let exaggeration: Float = 1.5
    private static let rate: Float = 0.1
    private static let momentum: Float = 0.8
    private static let mostSlope: Float = 0.25

    /// Rows that a map needs for it.
    public static let leastRows = neighbours

    /// - Parameters:
    ///   - points: the vectors that the map was made of, all finite; ``leastRows`` or more, or it traps.
    ///   - map: their places.
    public init(of points: Matrix, on map: Places, threads: Int? = nil) {
        precondition(points.rowCount == map.count, "\(points.rowCount) vectors and \(map.count) places")
        precondition(map.count >= Self.leastRows, "a map of \(map.count) points")
        (self.points, self.map) = (points, map)
        self.threads = threads ?? Workers.cores
    }

    /// Where new vectors belong on the map.
    ///
    /// - Parameter matrix: all finite, with as many columns as those of the map, or it traps.
    /// - Throws: ``Interrupted`` when a signal has come.
    public func place(_ matrix: Matrix, progress: ProgressReporter = .silent) throws -> Places {
        guard matrix.rowCount > 0 else { return Places(count: 0, dimensions: map.dimensions) }
        let graph = try NeighbourGraph.exact(
            of: matrix, among: points, count: Self.neighbours, threads: threads, progress: progress)
        var places = Initialisation.median(of: graph, on: map, count: Self.neighbours)
        let affinities = Affinities(
            ofNew: graph.prefix(Int(3 * Self.perplexity)), perplexities: [Self.perplexity], threads: threads)
        try move(&places, affinities, progress)
        return places
    }

    private func move(_ places: inout Places, _ affinities: Affinities, _ progress: ProgressReporter) throws {
        let fixed = PointTree(count: map.count, dimensions: map.dimensions)
        fixed.take(map, sorting: true, threads: threads)
        let moving = PointTree(count: places.count, dimensions: map.dimensions)
        var updates = Places(count: places.count, dimensions: map.dimensions)
        var (pulls, pushes, gains) = (updates, updates, updates)
        for index in gains.values.indices { gains.values[index] = 1 }
        // Each new point's repulsion has a sum of its own to be divided by.
        let rates = cm_map_rates(
            attraction: Self.exaggeration, repulsion: 0, rate: Self.rate, momentum: Self.momentum,
            most_slope: Self.mostSlope, most_step: 0, one_repulsion_each: true)
        let angle = TreeRepulsion.usualAngles.usual
        var sums = [0.0, 0, 0]
        progress.begin("new points", total: Self.iterations)
        defer { progress.end() }
        for iteration in 0..<Self.iterations {
            try StopSignal.check(.goesOn)
            moving.take(places, sorting: iteration % Optimiser.period == 0, threads: threads)
            moving.forces(from: fixed, opening: angle * angle, threads: threads, into: &pushes)
            affinities.pulls(on: places, from: map, threads: threads, into: &pulls)
            cm_map_step(
                Int32(map.dimensions), rates, pulls.values, pushes.values, &places.values, &updates.values,
                &gains.values, 0, places.count, &sums)
            progress.advance(to: iteration + 1)
        }
    }
}
