import Files
import Manifests
import Neighbours
import Process
import Vectors

/// Looks for neighbours among galaxies, in all rows or by an index.
struct GalaxySearch {
    let metric: NeighbourMetric
    private let galaxies: EmbeddedGalaxies
    private let index: NeighbourIndex?
    private let threads: Int?
    private let seed: UInt64

    /// Rows up to which the distances between all of them are looked at for anomalies.
    private static let exactRows = 20_000

    var usesIndex: Bool { index != nil }

    init(_ galaxies: EmbeddedGalaxies, by metric: NeighbourMetric, threads: Int?, seed: UInt64) {
        (self.galaxies, self.metric, self.threads, self.seed) = (galaxies, metric, threads, seed)
        index = nil
    }

    /// Takes the index in a file, which is made where there is none.
    ///
    /// - Throws: `InputError` when it is another embedding's or damaged, `WriteError`.
    init(
        _ galaxies: EmbeddedGalaxies, by metric: NeighbourMetric, index path: String, threads: Int?, seed: UInt64,
        progress: ProgressReporter
    ) throws {
        (self.galaxies, self.metric, self.threads, self.seed) = (galaxies, metric, threads, seed)
        let matrix = galaxies.file.matrix
        let sum = try Checksum.hexadecimal(.sha256, ofFile: galaxies.path)
        if (try? FileState(path)) == nil {
            var settings = IndexSettings()
            settings.seed = seed
            try NeighbourIndex(of: matrix, by: metric, settings: settings, threads: threads, progress: progress)
                .write(to: path, sum: sum)
        }
        index = try NeighbourIndex(path, of: matrix, by: metric, sum: sum)
    }

    /// The galaxies nearest to each query, itself not among them.
    func neighbours(of queries: [NeighbourQuery], count: Int) throws -> [NeighbourGroup] {
        let isOwn = queries.contains { $0.row != nil }
        try galaxies.check(count, "--count", among: galaxies.vectors - (isOwn ? 1 : 0))
        if let index {
            return try queries.map { query in
                NeighbourGroup(
                    query: query,
                    found: try query.row.map { try index.nearest(toRow: $0, count: count) }
                        ?? index.nearest(to: query.vector, count: count))
            }
        }
        let exact = ExactSearch(galaxies.file.matrix, by: metric, keepsPages: false)
        let found = exact.nearest(to: queries.map(\.vector), count: count + 1, threads: threads)
        return zip(queries, found).map { query, found in
            NeighbourGroup(query: query, found: Array(found.filter { $0.row != query.row }.prefix(count)))
        }
    }

    /// Each row's mean distance to its nearest ones. Of many rows these are looked for by an index, one that is made if
    /// there is none.
    func neighbourDistances(count: Int, _ progress: ProgressReporter) throws -> [Float] {
        try galaxies.check(count, "--count", among: galaxies.vectors - 1)
        let matrix = galaxies.file.matrix
        if index == nil, matrix.rowCount <= Self.exactRows {
            progress.begin("Neighbours", total: matrix.rowCount)
            defer { progress.end() }
            return try NeighbourDistance.scores(matrix, by: metric, count: count, threads: threads) {
                progress.advance(to: $0)
            }
        }
        var settings = IndexSettings()
        settings.seed = seed
        let index =
            try index
            ?? NeighbourIndex(of: matrix, by: metric, settings: settings, threads: threads, progress: progress)
        return try NeighbourDistance.scores(index, count: count, threads: threads, progress: progress)
    }

    /// How few cuts set each row apart, 0…1.
    func isolation() -> [Float] {
        let matrix = galaxies.file.matrix
        return IsolationForest(of: matrix, seed: seed, threads: threads).scores(matrix, threads: threads)
    }
}

/// What was found for one query, or the anomalies.
struct NeighbourGroup {
    /// nil for anomalies, whose distance is their score.
    let query: NeighbourQuery?
    let found: [Neighbour]
}
