import Evaluation
import Foundation
import Testing

/// The figures that scikit-learn and SciPy give; written by `Goldens/metrics.py`.
struct Golden: Decodable {
    struct Interval: Decodable {
        let value: Double
        let low: Double
        let high: Double
    }

    struct WilsonCase: Decodable {
        let successes: Double
        let trials: Double
        let low: Double
        let high: Double
    }

    struct OneClass: Decodable {
        let precision: Interval?
        let recall: Interval?
        let f1: Double?
        let rocAuc: Double?
    }

    struct Drawn: Decodable {
        let balancedAccuracy: Interval
        let f1: Interval
        let rocAuc: Interval
    }

    struct Macro: Decodable {
        let precision: Double?
        let recall: Double?
        let f1: Double?
        let rocAuc: Double?
    }

    struct DrawnMacro: Decodable {
        let precision: Interval
        let recall: Interval
        let f1: Interval
        let rocAuc: Interval
    }

    struct Figures: Decodable {
        let n: Int
        let coverage: Double?
        let lowestConfidence: Double?
        let confusion: [[Int]]
        let accuracy: Interval
        let balancedAccuracy: Double?
        let perClass: [OneClass]
        let bootstrap: Drawn?
        let macro: Macro?
        let macroBootstrap: DrawnMacro?
    }

    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let classes: [String]
        let truths: [Int]
        let probabilities: [[Double]]
        let figures: Figures
        let coverage: [Figures]
        let brier: Double
        let ece: Double
        let roc: [[Double]]

        var testDescription: String { name }

        var predictions: [Prediction] {
            zip(truths, probabilities).enumerated().map { number, pair in
                let digits = String(number)
                let id = "g" + String(repeating: "0", count: 4 - digits.count) + digits
                return Prediction(id: id, truth: pair.0, probabilities: pair.1)
            }
        }
    }

    let wilson: [WilsonCase]
    let cases: [Case]

    static let all: Golden = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Goldens/metrics.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(Golden.self, from: Data(contentsOf: path))
        } catch {
            fatalError("\(path.path): \(error)")
        }
    }()
}
