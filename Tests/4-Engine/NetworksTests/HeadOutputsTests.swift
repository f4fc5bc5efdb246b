import Networks
import Testing

@Suite struct HeadOutputsTests {
    /// exp(1) / (exp(1) + 2) and the like, from NumPy; far from 0 nothing overflows.
    @Test func softmaxByValue() {
        for offset in [0.0, 1000, -1000] {
            var values = [1 + offset, offset, offset]
            HeadOutputs.makeProbabilities(&values)
            let expected = [0.57611688, 0.21194156, 0.21194156]
            #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-8 })
            var logarithms = [1 + offset, offset, offset]
            HeadOutputs.makeLogProbabilities(&logarithms)
            let expectedLogarithms = [-0.55144471, -1.55144471, -1.55144471]
            #expect(zip(logarithms, expectedLogarithms).allSatisfy { abs($0 - $1) < 1e-8 })
        }
    }

    /// 1 + 100 · sigmoid, from NumPy; far from 0 it stays within its range.
    @Test func concentrationsByValue() {
        var values = [0.0, 1, -3, 800, -800]
        HeadOutputs.makeConcentrations(&values)
        let expected = [51, 74.10585786, 5.74258732, 101, 1]
        #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-8 })
    }
}
