internal import Neighbours
public import Vectors

extension HDBSCAN {
    /// The clusters of new points, which change nothing of the clusters: each joins the tree at the point that it is nearest to by the
    /// mutual reachability distance, among the 2k nearest (`approximate_predict` of the Python package `hdbscan`).
    ///
    /// - Parameters:
    ///   - points: all finite, with as many columns as `matrix`, or it traps.
    ///   - matrix: what the clusters were made of.
    ///   - threads: nil takes all cores.
    public func predict(
        _ points: Matrix, from matrix: Matrix, threads: Int? = nil
    ) -> (labels: [Int32], probabilities: [Float]) {
        precondition(matrix.rowCount == labels.count, "\(matrix.rowCount) rows for \(labels.count) labels")
        let count = min(2 * minimumSamples, matrix.rowCount)
        let found = KDTree(matrix, threads: threads).nearest(to: points, count: count, threads: threads)
        var (labels, probabilities) = ([Int32](), [Float]())
        for point in 0..<points.rowCount {
            let reach = found.distances[point * count + min(minimumSamples, count - 1)]
            var (nearest, least) = (0, Double.infinity)
            for place in point * count..<(point + 1) * count {
                let row = Int(found.rows[place])
                let distance = max(found.distances[place], reach, core[row])
                if distance < least { (nearest, least) = (row, distance) }
            }
            let lambda = 1 / least
            var cluster = Int(tree.pointCluster[nearest])
            if tree.pointLambda[nearest] > lambda {
                while cluster > 0, tree.clusters[cluster].birth >= lambda {
                    cluster = Int(tree.clusters[cluster].parent)
                }
            }
            let label = treeLabels[cluster]
            labels.append(label)
            probabilities.append(label < 0 ? 0 : Self.probability(lambda, of: deaths[Int(label)]))
        }
        return (labels, probabilities)
    }
}
