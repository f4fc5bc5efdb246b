import Foundation

/// What `Goldens/vectors.py` wrote with NumPy and scikit-learn.
struct VectorGoldens: Decodable {
    struct Logistic: Decodable {
        let l2: Double
        let labels: [Int]
        let learnt: Int
        let weights: [[Double]]
        let biases: [Double]
        let probabilities: [[Double]]
    }

    let mean: [Double]
    let components: [[Double]]
    let explainedVariance: [Double]
    let explainedVarianceRatio: [Double]
    let transformed: [[Double]]
    let squaredDistances: [Double]
    let cosineDistances: [Double]
    let logistic: [Logistic]

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/vectors/"

    static func read() throws -> VectorGoldens {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(VectorGoldens.self, from: Data(contentsOf: URL(filePath: folder + "expected.json")))
    }
}

/// The largest difference, as a part of the larger number or of `scale`.
func difference(_ found: [Double], _ expected: [Double], scale: Double = 1) -> Double {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).map { abs($0 - $1) / max(scale, abs($1)) }.max() ?? 0
}
