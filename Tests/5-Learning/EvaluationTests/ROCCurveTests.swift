import Evaluation
import Testing

@Suite struct ROCCurveTests {
    @Test(arguments: Golden.all.cases) func pointsEqualScikitLearn(_ golden: Golden.Case) throws {
        let curve = ROCCurve(golden.predictions, classNumber: 0)
        guard !golden.roc.isEmpty else {
            #expect(curve == nil)
            return
        }
        let points = try #require(curve).points
        #expect(points.first?.threshold == .infinity)
        // scikit-learn keeps some points of straight stretches: every point of ours is one of its, and its area is ours.
        for point in points {
            let isThere = golden.roc.contains {
                abs($0[0] - point.falsePositiveRate) < 1e-12 && abs($0[1] - point.truePositiveRate) < 1e-12
            }
            #expect(isThere)
        }
        var area = 0.0
        for (left, right) in zip(points, points.dropFirst()) {
            let width = right.falsePositiveRate - left.falsePositiveRate
            area += width * (left.truePositiveRate + right.truePositiveRate) / 2
        }
        let expected = try #require(golden.figures.perClass[0].rocAuc)
        #expect(abs(area - expected) < 1e-12)
    }

    @Test func curveNeedsBothClasses() {
        let predictions = [Prediction(id: "a", truth: 0, probabilities: [0.5, 0.5])]
        #expect(ROCCurve(predictions, classNumber: 0) == nil)
        #expect(ROCCurve(predictions, classNumber: 1) == nil)
        #expect(ROCCurve([], classNumber: 0) == nil)
    }
}
