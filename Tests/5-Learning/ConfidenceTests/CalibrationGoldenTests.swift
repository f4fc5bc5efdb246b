import Confidence
import Foundation
import Testing

/// The fits equal those of SciPy and scikit-learn (`Goldens/calibration.py`) on the same logits.
@Suite struct CalibrationGoldenTests {
    struct Golden: Decodable, CustomTestStringConvertible {
        struct Map: Decodable {
            let scores: [Double]
            let probabilities: [Double]
        }

        let name: String
        let classes: Int
        let logits: [Double]
        let truths: [Int]
        let temperature: Double
        let scales: [Double]
        let biases: [Double]
        let loss: Double
        let vectorLoss: Double
        let maps: [Map]
        let platt: [Double]?

        var testDescription: String { name }
        var sample: LabelledLogits { LabelledLogits(logits, truths: truths, classes: classes) }

        static let all: [Golden] = {
            struct File: Decodable { let cases: [Golden] }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/calibration.json")
            return try! decoder.decode(File.self, from: Data(contentsOf: file)).cases
        }()
    }

    @Test(arguments: Golden.all) func temperatureEqualsSciPys(_ golden: Golden) {
        let found = golden.sample.temperature()
        #expect(abs(found - golden.temperature) < 1e-6 * golden.temperature)
        let losses = golden.sample.losses(.temperature(found))
        #expect(abs(losses.reduce(0, +) / Double(losses.count) - golden.loss) < 1e-9)
    }

    @Test(arguments: Golden.all) func vectorScalingEqualsSciPys(_ golden: Golden) {
        let found = golden.sample.vectorScaling(near: golden.temperature)
        #expect(zip(found.scales, golden.scales).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect(zip(found.biases, golden.biases).allSatisfy { abs($0 - $1) < 1e-4 })
        let losses = golden.sample.losses(.vector(found))
        #expect(abs(losses.reduce(0, +) / Double(losses.count) - golden.vectorLoss) < 1e-7)
        // The ridge of one galaxy's weight moves it by little from scikit-learn's fit without one.
        guard let platt = golden.platt else { return }
        #expect(abs(found.scales[0] - platt[0]) < 0.02)
        let offset = found.biases[0] - found.biases[1]
        #expect(abs(offset - platt[1]) < 0.02)
    }

    @Test(arguments: Golden.all) func isotonicMapsEqualScikitLearns(_ golden: Golden) {
        let maps = golden.sample.isotonicMaps()
        #expect(maps.count == golden.maps.count)
        for (map, expected) in zip(maps, golden.maps) {
            #expect(map.probabilities[0] > 0 && map.probabilities[map.probabilities.count - 1] < 1)
            for (score, probability) in zip(expected.scores, expected.probabilities) {
                #expect(abs(map.probability(at: score) - probability) < 1e-9)
            }
        }
    }
}
