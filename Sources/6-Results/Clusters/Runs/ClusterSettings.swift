/// How rows are sorted into groups.
public struct ClusterSettings: Sendable, Equatable, Codable {
    public enum Method: String, Sendable, CaseIterable, Codable {
        case hdbscan, kmeans, gaussian
    }

    public var method = Method.hdbscan
    /// Number of groups; nil lets the method find it, or the figures choose. Not of HDBSCAN.
    public var clusters: Int?
    /// Most groups that are tried where the figures choose.
    public var mostClusters = 8
    /// Rows of a group of HDBSCAN at least; nil takes 1 % of them, and 5 or more.
    public var minimumSize: Int?
    /// Neighbours that its core distances reach to; nil takes 10, and no more than ``minimumSize``.
    public var minimumSamples: Int?
    public var selection = HDBSCAN.Selection.mass
    public var covariance = GaussianMixture.Covariance.full
    /// Principal components that vectors are reduced to first; nil leaves them as they are.
    public var principalComponents: Int?
    /// Starts of k-means and Gaussian mixtures, of which the best is kept.
    public var restarts = 10
    public var seed: UInt64 = 0

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case method, clusters, selection, covariance, restarts, seed
        case mostClusters = "most_clusters"
        case minimumSize = "minimum_size"
        case minimumSamples = "minimum_samples"
        case principalComponents = "principal_components"
    }

    /// The smallest group among so many rows.
    func minimumSize(rows: Int) -> Int { minimumSize ?? max(5, rows / 100) }

    func minimumSamples(rows: Int) -> Int { minimumSamples ?? min(10, minimumSize(rows: rows)) }
}
