import Evaluation
import Foundation
import Testing

/// What scikit-learn, MAPIE and NumPy say of probabilities and sets; written by `Goldens/confidence.py`.
struct ConfidenceGolden: Decodable, CustomTestStringConvertible {
    struct OfClass: Decodable {
        let brier: Double
        let share: [Double]
        let stated: [Double]
        let debiased: Double
    }

    let name: String
    let truths: [Int]
    let probabilities: [[Double]]
    let sets: [[Int]]
    let setCoverage: Double
    let setMeanSize: Double
    let area: Double
    let excessArea: Double
    let classes: [OfClass]
    let best: Double?
    let chosen: Double?
    let target: [Double]
    let thresholded: Double
    let difference: Double

    var testDescription: String { name }

    var names: [String] { classes.indices.map { "class \($0)" } }

    var predictions: [Prediction] {
        truths.indices.map {
            Prediction(id: "g\($0)", truth: truths[$0], probabilities: probabilities[$0], set: sets[$0])
        }
    }

    static let all: [ConfidenceGolden] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Goldens/confidence.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode([ConfidenceGolden].self, from: Data(contentsOf: path))
        } catch {
            fatalError("\(path.path): \(error)")
        }
    }()
}

/// The expected calibration error of the same galaxies by netcal and MAPIE; written by `Goldens/ece.py`.
struct CalibrationErrorGolden: Decodable {
    /// Of each class.
    let netcal, mapie: [Double]
    /// Of the answers, by netcal.
    let answers: Double

    static let all: [CalibrationErrorGolden] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Goldens/ece.json")
        return (try? JSONDecoder().decode([CalibrationErrorGolden].self, from: Data(contentsOf: path))) ?? []
    }()
}
