import Foundation
import Vectors

/// What `Goldens/clusters.py` wrote with hdbscan and scikit-learn.
struct ClusterGoldens: Decodable {
    struct Density: Decodable {
        let size, samples: Int
        /// Null where hdbscan decides by the order of the rows, between edges that are equally long.
        let labels: [Int32?]
        let probabilities, outlierScores: [Double?]
    }

    struct Means: Decodable {
        let labels: [Int32]
        let centres: [[Double]]
        let inertia: Double
    }

    struct Mixture: Decodable {
        let start, labels: [Int32]
        let weights: [Double]
        let means, covariances: [[Double]]
        let bic, score: Double
        let iterations: Int
        let densities: [Double]
    }

    let points, leaf, vectors: Density
    let predicted: [Int32]
    let predictedProbabilities: [Double]
    let kmeans: Means
    let full, diagonal: Mixture
    let classes: [Int32]
    let silhouette, adjustedRand, mutualInformation, purity: Double

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/clusters/"

    static func read() throws -> ClusterGoldens {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(ClusterGoldens.self, from: Data(contentsOf: URL(filePath: folder + "expected.json")))
    }

    static func matrix(_ name: String) throws -> Matrix { try Matrix(mapping: "\(folder)\(name).npy") }
}

/// Rows that two ways to sort them treat differently, whatever the numbers of the groups; -1 is none in both, null is not
/// looked at.
func differing(_ found: [Int32], _ expected: [Int32?]) -> Int {
    var names: [Int32: [Int32: Int]] = [:]
    for case (let left, let right?) in zip(found, expected) { names[left, default: [:]][right, default: 0] += 1 }
    let best = names.mapValues { counts in counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? -1 }
    let isOneToOne = Set(best.values).count == best.count && best[-1] ?? -1 == -1
    return isOneToOne ? zip(found, expected).count { $1 != nil && best[$0] != $1 } : found.count
}

/// The largest difference; null is not looked at.
func largest(_ found: [some BinaryFloatingPoint], _ expected: [Double?]) -> Double {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).map { own, other in other.map { abs(Double(own) - $0) } ?? 0 }.max() ?? 0
}
