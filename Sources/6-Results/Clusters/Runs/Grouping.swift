internal import Process
internal import Vectors

/// Rows sorted by one method.
struct Grouping {
    /// What a method has found besides, by which new rows are sorted.
    enum Model {
        case hdbscan(HDBSCAN, Matrix)
        case kmeans(KMeans)
        case gaussian(GaussianMixture)
    }

    /// Group of each row, -1 is none.
    let labels: [Int32]
    /// How surely; nil where the method has no probabilities.
    let probabilities: [Float]?
    /// The method's own figure of a row.
    let figures: [Float]?
    let count: Int
    let model: Model

    /// Name and meaning of a method's own figure.
    static func figure(_ method: ClusterSettings.Method) -> (name: String, meaning: String) {
        switch method {
        case .hdbscan: ("outlier_score", "How far it is an outlier of its surroundings, 0 to 1 (GLOSH)")
        case .kmeans: ("centre_distance", "Distance from the mean of its group")
        case .gaussian: ("log_density", "Natural logarithm of the density of the mixture")
        }
    }

    /// - Parameter clusters: number of groups of k-means and mixtures.
    init(
        _ matrix: Matrix, _ settings: ClusterSettings, clusters: Int?, restarts: Int? = nil, seed: UInt64? = nil,
        threads: Int?, progress: ProgressReporter = .silent
    ) throws {
        let (restarts, seed) = (restarts ?? settings.restarts, seed ?? settings.seed)
        switch settings.method {
        case .hdbscan:
            let found = HDBSCAN(
                matrix, minimumSize: settings.minimumSize(rows: matrix.rowCount),
                minimumSamples: settings.minimumSamples(rows: matrix.rowCount), selection: settings.selection,
                threads: threads, progress: progress)
            labels = found.labels
            probabilities = found.probabilities
            figures = found.outlierScores
            count = found.clusterCount
            model = .hdbscan(found, matrix)
        case .kmeans:
            let found = try KMeans(
                matrix, clusters: clusters ?? 2, restarts: restarts, seed: seed, threads: threads, progress: progress)
            labels = found.labels
            probabilities = nil
            figures = Self.distances(matrix, found.centres, found.labels)
            count = found.centres.rowCount
            model = .kmeans(found)
        case .gaussian:
            let found = try GaussianMixture(
                matrix, components: clusters ?? 2, covariance: settings.covariance, restarts: min(restarts, 3),
                seed: seed, threads: threads, progress: progress)
            labels = found.labels
            probabilities = found.probabilities
            let own = try found.predict(matrix, threads: threads)
            figures = own.logDensities.map { Float($0) }
            count = found.weights.count
            model = .gaussian(found)
        }
    }

    /// New rows sorted into the same groups.
    func predict(_ matrix: Matrix, threads: Int?) throws -> (
        labels: [Int32], probabilities: [Float]?, figures: [Float]?
    ) {
        switch model {
        case .hdbscan(let found, let own):
            let new = found.predict(matrix, from: own, threads: threads)
            return (new.labels, new.probabilities, nil)
        case .kmeans(let found):
            let labels = found.predict(matrix, threads: threads)
            return (labels, nil, Self.distances(matrix, found.centres, labels))
        case .gaussian(let found):
            let new = try found.predict(matrix, threads: threads)
            return (new.labels, new.probabilities, new.logDensities.map { Float($0) })
        }
    }

    private static func distances(_ matrix: Matrix, _ centres: Matrix, _ labels: [Int32]) -> [Float] {
        let columns = matrix.columnCount
        return matrix.withValues { values in
            centres.withValues { centres in
                labels.indices.map { row in
                    var sum = 0.0
                    for column in 0..<columns {
                        let apart =
                            Double(values[row * columns + column])
                            - Double(centres[Int(labels[row]) * columns + column])
                        sum += apart * apart
                    }
                    return Float(sum.squareRoot())
                }
            }
        }
    }
}
