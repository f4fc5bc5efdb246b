internal import Files
internal import Manifests
public import Process
internal import Tables
internal import Vectors

/// Galaxies sorted into groups that nobody has named: an embedding or a map in, a table of groups and figures about them out.
///
/// ```swift
/// var settings = ClusterSettings()
/// settings.method = .kmeans
/// settings.clusters = 2
/// let summary = try ClusterRun("vectors.npy", settings).perform(output: "groups.csv", labels: "labels.csv")
/// print(summary.table())
/// ```
public struct ClusterRun {
    private let path: String
    private let settings: ClusterSettings
    private let threads: Int?
    private let progress: ProgressReporter

    /// Subsamples whose clusterings are compared; fewer for each of several numbers of groups.
    private static let (subsamples, trialSubsamples) = (10, 4)
    /// Rows that the silhouette of each of several numbers of groups is of at most.
    private static let trialRows = 5_000

    /// - Parameters:
    ///   - path: an embedding (`.npy`, with its table) or a map (a table with map_x, map_y and where there is one map_z).
    ///   - threads: nil takes all cores. The result does not depend on them.
    public init(
        _ path: String, _ settings: ClusterSettings, threads: Int? = nil, progress: ProgressReporter = .silent
    ) {
        self.path = path
        self.settings = settings
        self.threads = threads
        self.progress = progress
    }

    /// Sorts the rows, and writes their groups, with the settings beside them (`NAME.cluster.json`).
    ///
    /// - Parameters:
    ///   - output: the table to write: id, cluster (-1 is none, empty without a vector), cluster_probability, and a figure of the
    ///     method's own; then what the embedding's table or the map has.
    ///   - labels: table with id and label to hold the groups against.
    ///   - id: column of its identifiers, instead of looking for it.
    /// - Throws: ``InputError``, ``WriteError``, `Interrupted`.
    public func perform(output: String, labels: String? = nil, id: String? = nil) throws -> ClusterSummary {
        try ClusterRecord.checkIsOwn(ClusterRecord.path(beside: output))
        let source = try ClusterSource(path)
        let known = try labels.map { try KnownLabels($0, id: id, ids: source.ids) }
        let (matrix, reduction) = try reduced(source)
        try check(matrix, source)
        var trials: [ClusterSummary.Trial] = []
        let (grouping, chosen) = try collapsing(matrix) {
            var clusters = settings.clusters
            if settings.method != .hdbscan, clusters == nil {
                trials = try tried(matrix)
                clusters =
                    settings.method == .gaussian
                    ? trials.min { $0.bic ?? .infinity < $1.bic ?? .infinity }?.groups
                    : trials.max { $0.silhouette ?? -1 < $1.silhouette ?? -1 }?.groups
            }
            return (try Grouping(matrix, settings, clusters: clusters, threads: threads, progress: progress), clusters)
        }
        var summary = ClusterSummary(
            method: settings.method, groups: grouping.count, sizes: Self.sizes(grouping.labels, grouping.count),
            rows: source.ids.count, inNoGroup: grouping.labels.count { $0 < 0 },
            withoutVector: source.ids.count - source.rows.count, dimensions: matrix.columnCount,
            keptVariance: reduction.map { $0.explainedVarianceRatio.reduce(0, +) }, silhouetteRows: 0, trials: trials,
            output: output)
        let silhouette = Silhouette(matrix, grouping.labels, seed: settings.seed, threads: threads)
        summary.silhouette = silhouette.mean.isFinite ? silhouette.mean : nil
        summary.silhouetteRows = silhouette.rows
        progress.begin("Subsamples", total: Self.subsamples)
        summary.stability = try stability(matrix, chosen, subsamples: Self.subsamples) { progress.advance(to: $0) }
            .flatMap(Self.resampling)
        progress.end()
        if let known, let labels {
            summary.labels = Self.agreement(spread(grouping.labels, source), known, labels)
        }
        var record = settings
        record.clusters = chosen
        try ClusterRecord(settings: record, source: path, groups: grouping.count)
            .write(to: ClusterRecord.path(beside: output))
        try write(source, grouping.labels, grouping.probabilities, grouping.figures, to: output)
        return summary
    }

    /// Sorts the rows into the groups of an earlier run.
    ///
    /// - Parameters:
    ///   - groups: the table that it has written, or the record beside it.
    ///   - path: an embedding or map of as many dimensions.
    /// - Returns: rows, those in no group, those without a vector.
    /// - Throws: ``InputError``, ``WriteError``, `Interrupted`.
    public static func place(
        _ path: String, into groups: String, output: String, threads: Int? = nil, progress: ProgressReporter = .silent
    ) throws -> (rows: Int, inNoGroup: Int, withoutVector: Int) {
        let record = try ClusterRecord(groups)
        let run = ClusterRun(record.source, record.settings, threads: threads, progress: progress)
        let (old, new) = (try ClusterSource(record.source), try ClusterSource(path))
        guard old.matrix.columnCount == new.matrix.columnCount, old.isMap == new.isMap else {
            throw InputError(
                file: path,
                problem: "it has \(new.matrix.columnCount) dimensions, the groups are of "
                    + "\(old.matrix.columnCount)\(old.isMap ? " on a map" : "")",
                remedy: "Make the vectors with the same network, or place them in the same map")
        }
        let (matrix, reduction) = try run.reduced(old)
        let grouping = try run.collapsing(matrix) {
            try Grouping(
                matrix, record.settings, clusters: record.settings.clusters, threads: threads, progress: progress)
        }
        let found = try grouping.predict(
            reduction?.transform(new.matrix, threads: threads) ?? new.matrix, threads: threads)
        try run.write(new, found.labels, found.probabilities, found.figures, to: output)
        return (new.ids.count, found.labels.count { $0 < 0 }, new.ids.count - new.rows.count)
    }

    /// What is kept beside a table of groups.
    public static func record(beside table: String) -> String {
        table.hasSuffix(".cluster.json") ? table : ClusterRecord.path(beside: table)
    }

    // MARK: parts

    private func reduced(_ source: ClusterSource) throws -> (Matrix, PCA?) {
        guard let count = settings.principalComponents else { return (source.matrix, nil) }
        guard count <= min(source.matrix.columnCount, source.matrix.rowCount - 1) else {
            throw InputError(
                file: path,
                problem: "\(source.matrix.rowCount) rows of \(source.matrix.columnCount) numbers have no "
                    + "\(count) principal components",
                remedy: "Ask for fewer")
        }
        progress.say("\(count) principal components of \(source.matrix.rowCount) x \(source.matrix.columnCount)")
        let components = PCA(source.matrix, components: count, threads: threads)
        return (components.transform(source.matrix, threads: threads), components)
    }

    private func check(_ matrix: Matrix, _ source: ClusterSource) throws {
        let least = settings.method == .hdbscan ? settings.minimumSize(rows: matrix.rowCount) : settings.clusters ?? 2
        guard matrix.rowCount >= max(2, least) else {
            throw InputError(
                file: path,
                problem: "\(matrix.rowCount) rows have numbers: too few for "
                    + (settings.method == .hdbscan ? "groups of \(least)" : "\(least) groups"),
                remedy: settings.method == .hdbscan ? "Give a smaller --minimum-size" : "Give a smaller --clusters")
        }
    }

    /// What `body` gives; says of the file what has collapsed.
    private func collapsing<Result>(_ matrix: Matrix, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as TooFewDistinctRows {
            throw InputError(
                file: path,
                problem: "\(matrix.rowCount) rows hold \(error.distinct) different ones: too few for "
                    + "\(error.clusters) groups", remedy: "Give a smaller --clusters")
        } catch is CollapsedMixture {
            throw InputError(
                file: path, problem: "a group of the mixture has no width in \(matrix.columnCount) dimensions",
                remedy: "Give fewer --principal-components or --covariance diagonal")
        }
    }

    /// Figures of 1 or 2 up to the most groups.
    private func tried(_ matrix: Matrix) throws -> [ClusterSummary.Trial] {
        let numbers = (settings.method == .gaussian ? 1 : 2)...max(2, min(settings.mostClusters, matrix.rowCount - 1))
        progress.begin("Numbers of groups", total: numbers.count)
        defer { progress.end() }
        return try numbers.map { count in
            progress.advance(to: count - numbers.lowerBound)
            let grouping = try Grouping(matrix, settings, clusters: count, threads: threads)
            let silhouette = Silhouette(
                matrix, grouping.labels, most: Self.trialRows, seed: settings.seed, threads: threads
            ).mean
            let stability = count > 1 ? try self.stability(matrix, count, subsamples: Self.trialSubsamples)?.mean : nil
            var bic: Double?
            if case .gaussian(let mixture) = grouping.model { bic = mixture.bic }
            return ClusterSummary.Trial(
                groups: count, silhouette: silhouette.isFinite ? silhouette : nil, stability: stability, bic: bic)
        }
    }

    /// Smaller groups count in subsamples, as these have fewer rows; nil where they are too small.
    private func stability(
        _ matrix: Matrix, _ clusters: Int?, subsamples: Int, _ tell: (_ done: Int) -> Void = { _ in }
    ) throws -> Stability? {
        guard matrix.rowCount >= 20 else { return nil }
        do {
            return try Stability(matrix, subsamples: subsamples, seed: settings.seed) { rows, number in
                tell(number)
                var own = settings
                let share = Double(rows.rowCount) / Double(matrix.rowCount)
                let size = settings.minimumSize(rows: matrix.rowCount)
                own.minimumSize = max(2, Int((Double(size) * share).rounded()))
                own.minimumSamples = settings.minimumSamples(rows: matrix.rowCount)
                return try Grouping(
                    rows, own, clusters: clusters, restarts: 3, seed: settings.seed &+ UInt64(number) &+ 1,
                    threads: threads
                ).labels
            }
        } catch is TooFewDistinctRows {
            return nil
        } catch is CollapsedMixture {
            return nil
        }
    }

    private static func resampling(_ stability: Stability) -> ClusterSummary.Resampling? {
        stability.interval.map {
            ClusterSummary.Resampling(
                mean: stability.mean, lower: $0.lowerBound, upper: $0.upperBound,
                subsamples: stability.clusterCounts.count, rows: stability.rows, groups: stability.clusterCounts)
        }
    }

    private static func sizes(_ labels: [Int32], _ count: Int) -> [Int] {
        var sizes = [Int](repeating: 0, count: count)
        for label in labels where label >= 0 { sizes[Int(label)] += 1 }
        return sizes
    }

    /// Labels of all rows of the source, -2 of those without numbers.
    private func spread(_ labels: [Int32], _ source: ClusterSource) -> [Int32] {
        var all = [Int32](repeating: -2, count: source.ids.count)
        for (place, row) in source.rows.enumerated() { all[row] = labels[place] }
        return all
    }

    private static func agreement(_ labels: [Int32], _ known: KnownLabels, _ table: String) -> ClusterSummary.Labels? {
        let agreement = Agreement(labels, known.labels)
        guard agreement.rows > 0 else { return nil }
        return ClusterSummary.Labels(
            table: table, classes: known.classes, rows: agreement.rows,
            inNoGroup: zip(labels, known.labels).count { $0 == -1 && $1 >= 0 },
            counts: agreement.counts.map { $0 + [Int](repeating: 0, count: known.classes.count - $0.count) },
            adjustedRand: agreement.adjustedRand, purity: agreement.purity,
            normalisedMutualInformation: agreement.normalisedMutualInformation)
    }

    private func write(
        _ source: ClusterSource, _ labels: [Int32], _ probabilities: [Float]?, _ figures: [Float]?, to output: String
    ) throws {
        let all = spread(labels, source)
        func cells(_ values: [Float]?) -> [Float] {
            var cells = [Float](repeating: .nan, count: all.count)
            for (place, row) in source.rows.enumerated() { cells[row] = values?[place] ?? .nan }
            return cells
        }
        let figure = Grouping.figure(settings.method)
        var columns = [
            Column("id", .string(source.ids), ucd: GalaxyColumn.id.ucd, description: GalaxyColumn.id.description),
            Column(
                "cluster", .int32(all), isMissing: all.map { $0 == -2 }, ucd: "meta.code.class",
                description: "Group, the largest is 0; -1 is none"),
            Column(
                "cluster_probability", .float(cells(probabilities)), ucd: "stat.probability",
                description: "How surely it belongs to its group"),
            Column(figure.name, .float(cells(figures)), ucd: "stat.value", description: figure.meaning),
        ]
        let carried = CarriedColumns(
            source.carried.map(\.info), besides: columns.map(\.info), renaming: .prefix("source_"))
        columns += zip(carried.infos, carried.indices).map { info, index in
            Column(info, source.carried[index].values, isMissing: source.carried[index].isMissing)
        }
        try TableFile.write(Table(columns: columns), to: output)
    }
}
