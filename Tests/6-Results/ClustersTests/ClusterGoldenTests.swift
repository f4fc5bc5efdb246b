import Clusters
import Testing
import Vectors

/// The same as hdbscan and scikit-learn.
@Suite struct ClusterGoldenTests {
    private let goldens: ClusterGoldens

    init() throws { goldens = try .read() }

    @Test func densityClustersOfPoints() throws {
        let matrix = try ClusterGoldens.matrix("points")
        for (golden, selection) in [(goldens.points, HDBSCAN.Selection.mass), (goldens.leaf, .leaf)] {
            let found = HDBSCAN(
                matrix, minimumSize: golden.size, minimumSamples: golden.samples, selection: selection)
            #expect(differing(found.labels, golden.labels) == 0)
            #expect(found.clusterCount == Int(golden.labels.compactMap(\.self).max() ?? -1) + 1)
            #expect(largest(found.probabilities, golden.probabilities) < 1e-6)
            #expect(largest(found.outlierScores, golden.outlierScores) < 1e-6)
        }
    }

    @Test func densityClustersOfVectors() throws {
        let found = HDBSCAN(
            try ClusterGoldens.matrix("vectors"), minimumSize: goldens.vectors.size,
            minimumSamples: goldens.vectors.samples)
        #expect(differing(found.labels, goldens.vectors.labels) == 0)
        #expect(largest(found.probabilities, goldens.vectors.probabilities) < 1e-6)
        #expect(largest(found.outlierScores, goldens.vectors.outlierScores) < 1e-6)
    }

    @Test func newPointsAreSortedIntoDensityClusters() throws {
        let (matrix, new) = (try ClusterGoldens.matrix("points"), try ClusterGoldens.matrix("new"))
        let found = HDBSCAN(matrix, minimumSize: goldens.points.size, minimumSamples: goldens.points.samples)
        let predicted = found.predict(new, from: matrix)
        // hdbscan takes the core distances of the points with one neighbour less here than for the tree
        #expect(differing(predicted.labels, goldens.predicted) <= 1)
        #expect(largest(predicted.probabilities, goldens.predictedProbabilities) < 0.05)
        // a point that is one of them is sorted as that one
        let own = found.predict(matrix, from: matrix)
        let agreement = Agreement(own.labels, found.labels)
        #expect(agreement.adjustedRand == 1)
    }

    @Test func meansFromTheSameStart() throws {
        let matrix = try ClusterGoldens.matrix("vectors")
        let found = try KMeans(matrix, start: matrix.gathered([0, 1, 2, 3, 4]))
        #expect(differing(found.labels, goldens.kmeans.labels) == 0)
        #expect(abs(found.inertia / goldens.kmeans.inertia - 1) < 1e-5)
        for group in 0..<5 {
            guard let row = found.labels.firstIndex(of: Int32(group)) else { continue }
            let centre = goldens.kmeans.centres[Int(goldens.kmeans.labels[row])]
            #expect(largest(found.centres[group], centre) < 1e-4)
        }
        #expect(found.predict(matrix) == found.labels)
    }

    @Test func mixturesFromTheSameStart() throws {
        let (matrix, new) = (try ClusterGoldens.matrix("points"), try ClusterGoldens.matrix("new"))
        for (golden, covariance) in [(goldens.full, GaussianMixture.Covariance.full), (goldens.diagonal, .diagonal)] {
            let found = try GaussianMixture(matrix, start: golden.start, covariance: covariance)
            #expect(found.hasConverged && found.iterations == golden.iterations)
            #expect(differing(found.labels, golden.labels) == 0)
            #expect(abs(found.bic - golden.bic) < 1e-6 * abs(golden.bic))
            #expect(abs(found.logLikelihood - golden.score) < 1e-8)
            let order = golden.weights.indices.sorted { golden.weights[$0] > golden.weights[$1] }
            #expect(largest(found.weights, order.map { golden.weights[$0] }) < 1e-8)
            for (own, other) in order.enumerated() {
                #expect(largest(found.means[own], golden.means[other]) < 1e-8)
                #expect(largest(found.covariances[own], golden.covariances[other]) < 1e-8)
            }
            #expect(largest(try found.predict(new).logDensities, golden.densities) < 1e-6)
        }
    }

    @Test func figures() throws {
        let matrix = try ClusterGoldens.matrix("vectors")
        let labels = goldens.kmeans.labels
        let silhouette = Silhouette(matrix, labels)
        #expect(abs(silhouette.mean - goldens.silhouette) < 1e-6)
        #expect(silhouette.rows == matrix.rowCount && silhouette.ofRows == matrix.rowCount)
        let agreement = Agreement(labels, goldens.classes)
        #expect(abs(agreement.adjustedRand - goldens.adjustedRand) < 1e-12)
        #expect(abs(agreement.normalisedMutualInformation - goldens.mutualInformation) < 1e-12)
        #expect(abs(agreement.purity - goldens.purity) < 1e-12)
    }
}
