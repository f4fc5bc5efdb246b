import Networks
import Testing

@Suite struct HeadKindTests {
    /// exp(1) / (exp(1) + 2) and the like, from NumPy; far from 0 nothing overflows.
    @Test func softmaxByValue() {
        for offset in [0.0, 1000, -1000] {
            var values = [1 + offset, offset, offset]
            HeadKind.softmax.makeProbabilities(&values)
            let expected = [0.57611688, 0.21194156, 0.21194156]
            #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-8 })
            var logarithms = [1 + offset, offset, offset]
            HeadKind.softmax.makeLogProbabilities(&logarithms)
            let expectedLogarithms = [-0.55144471, -1.55144471, -1.55144471]
            #expect(zip(logarithms, expectedLogarithms).allSatisfy { abs($0 - $1) < 1e-8 })
        }
    }

    @Test func aHeadHasTheOutputsOfItsKind() {
        #expect(HeadConfiguration(classes: 5).kind == .softmax)
        #expect(HeadConfiguration(classes: 5).outputs == 5)
    }
}
