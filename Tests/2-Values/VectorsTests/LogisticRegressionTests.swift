import Testing
import Vectors

@Suite struct LogisticRegressionTests {
    @Test func agreesWithScikitLearn() throws {
        let golden = try VectorGoldens.read()
        let features = FeatureMatrix(standardising: try Matrix(mapping: VectorGoldens.folder + "float32.npy"))
        for expected in golden.logistic {
            let classes = expected.biases.count
            var model = LogisticRegression(classCount: classes, features: features)
            model.fit(
                features, labels: expected.labels, rows: Array(0..<expected.learnt), l2: expected.l2, iterations: 2000,
                tolerance: 1e-7)
            let width = features.stride + 1
            var mean = 0.0
            for number in 0..<classes {
                let own = Array(model.parameters[(number * width)..<((number + 1) * width)])
                #expect(
                    difference(Array(own[..<features.columnCount]), expected.weights[number]) < 1e-4,
                    "\(classes) classes, l2 \(expected.l2)")
                mean += (own[features.stride] - expected.biases[number]) / Double(classes)
            }
            // Biases are not held by the penalty: the same number may be added to all.
            for number in 0..<classes {
                let bias = model.parameters[number * width + features.stride] - mean
                #expect(abs(bias - expected.biases[number]) < 1e-4)
            }
            for row in 0..<features.rowCount {
                let found = model.probabilities(features, row: row)
                #expect(difference(found, expected.probabilities[row]) < 1e-4)
            }
        }
    }

    @Test func theBottomOfABowlIsFound() {
        let bottom = LBFGS.minimum(from: [0, 0], iterations: 100, tolerance: 1e-9) { point, gradient in
            gradient = [2 * (point[0] - 3), 20 * (point[1] + 1)]
            return (point[0] - 3) * (point[0] - 3) + 10 * (point[1] + 1) * (point[1] + 1)
        }
        #expect(difference(bottom, [3, -1]) < 1e-8)
    }
}
