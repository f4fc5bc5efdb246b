import Confidence
import Foundation
import Testing

/// Sets by MAPIE, crepes and by the definition; written by `Goldens/sets.py`.
struct SetGolden: Decodable, Sendable {
    let classes: Int
    let level: Double
    let truths: [Int]
    let probabilities: [[Double]]
    let magnitudes: [Double]
    let sizes: [Double]
    let testProbabilities: [[Double]]
    let testMagnitudes: [Double]
    let testSizes: [Double]
    /// By class alone.
    let byClass: [[Int]]
    /// Whether a class judges a galaxy, as it lies among the calibration galaxies or the class looks at no magnitudes: axes (class, galaxy).
    let inside: [[Bool]]
    /// By class and magnitude, whether inside or not.
    let byMagnitude: [[Int]]
    let ratio: LikelihoodRatio
    /// By class and magnitude, weighted.
    let weighted: [[Int]]

    static let all: [SetGolden] = {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/sets.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return (try? decoder.decode([SetGolden].self, from: Data(contentsOf: path))) ?? []
    }()

    var covariates: [Covariates] { zip(magnitudes, sizes).map { Covariates(magnitude: $0, size: $1) } }
    var testCovariates: [Covariates] { zip(testMagnitudes, testSizes).map { Covariates(magnitude: $0, size: $1) } }
    var names: [String] { (0..<classes).map { "class \($0)" } }

    func sets(_ covariates: [Covariates]) throws -> PredictionSets {
        try PredictionSets(
            probabilities: probabilities, truths: truths, covariates: covariates, classes: names, level: level)
    }
}

extension SetGolden: CustomTestStringConvertible {
    var testDescription: String { "\(classes) classes, \(truths.count) galaxies, level \(level)" }
}
