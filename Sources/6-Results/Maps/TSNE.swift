public import Neighbours
public import Process
public import Vectors
internal import Workers

/// Maps by t-SNE (van der Maaten and Hinton, J. Mach. Learn. Res. 9, 2579, 2008) in 2 and 3 dimensions.
///
/// The same matrix, settings and seed give the same map, to the last bit, whatever the number of threads.
///
/// ```swift
/// let map = try TSNE(settings).map(embeddings)
/// print(map.places[0, 0], map.places[0, 1], map.divergence)
/// ```
public struct TSNE: Sendable {
    /// A finished map.
    public struct Result: Sendable, Equatable {
        /// Where each row of the matrix stands; the middle is at the origin.
        public let places: Places
        /// The Kullback–Leibler divergence from the affinities.
        public let divergence: Double
    }

    private let settings: MapSettings
    private let finder: any NeighbourFinder
    private let threads: Int

    /// - Parameters:
    ///   - finder: what finds neighbours.
    ///   - threads: nil takes all cores.
    public init(_ settings: MapSettings, finder: any NeighbourFinder = ExactFinder(), threads: Int? = nil) {
        (self.settings, self.finder) = (settings, finder)
        self.threads = threads ?? Workers.cores
    }

    /// Makes the map.
    ///
    /// - Parameters:
    ///   - matrix: axes (row, column), all finite, at least ``MapSettings/leastRows`` rows, or it traps.
    ///   - progress: is told iteration and divergence.
    /// - Throws: ``Interrupted`` when a signal has come.
    public func map(_ matrix: Matrix, progress: ProgressReporter = .silent) throws -> Result {
        try map(matrix, keeping: nil, progress: progress)
    }

    /// As ``map(_:progress:)``; what is found is kept in `checkpoint`, and a run goes on from there.
    package func map(
        _ matrix: Matrix, keeping checkpoint: MapCheckpoint?, progress: ProgressReporter
    ) throws -> Result {
        precondition(matrix.rowCount >= settings.leastRows, "\(matrix.rowCount) rows for \(settings.perplexities)")
        let affinities = try affinities(matrix, checkpoint, progress)
        let state: Optimiser.State
        if let kept = try checkpoint?.state(count: matrix.rowCount, dimensions: settings.dimensions) {
            state = kept
            progress.say("going on after iteration \(kept.iteration)")
        } else {
            state = .init(
                Initialisation.principal(
                    matrix, dimensions: settings.dimensions, seed: settings.seed, threads: threads))
        }
        // From here on only the affinities count.
        matrix.release()
        var optimiser = Optimiser(
            affinities, settings, state: state,
            repulsion: TreeRepulsion(count: matrix.rowCount, dimensions: settings.dimensions, threads: threads),
            threads: threads)
        progress.begin("map", total: settings.total)
        defer { progress.end() }
        while !optimiser.isDone {
            let iteration = optimiser.state.iteration
            if iteration % Optimiser.period == 0 {
                if StopSignal.isRequested { try checkpoint?.keep(optimiser.state) }
                try StopSignal.check(.goesOn)
                try checkpoint?.keepSometimes(optimiser.state)
            }
            optimiser.step(measuring: iteration % 50 == 49)
            progress.advance(
                to: iteration + 1, detail: optimiser.lastDivergence.map { "KL \(rounded($0))" } ?? "")
        }
        return Result(places: optimiser.state.places, divergence: optimiser.divergence())
    }

    private func affinities(
        _ matrix: Matrix, _ checkpoint: MapCheckpoint?, _ progress: ProgressReporter
    ) throws -> Affinities {
        if let kept = try checkpoint?.affinities(count: matrix.rowCount) { return kept }
        let count = Affinities.neighbours(for: settings.perplexities, points: matrix.rowCount)
        let graph = try finder.graph(matrix, count: count, threads: threads, progress: progress)
        let affinities = Affinities(graph, perplexities: settings.perplexities, threads: threads)
        try checkpoint?.keep(affinities)
        return affinities
    }

    /// With four decimals.
    private func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
}
