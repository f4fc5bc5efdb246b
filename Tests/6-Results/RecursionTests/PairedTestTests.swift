import Foundation
import Recursion
import Testing

@Suite struct PairedTestTests {
    private func test(worse: Int, better: Int, same: Int = 20) -> PairedTest {
        var test = PairedTest()
        for _ in 0..<worse { test.add(before: true, after: false) }
        for _ in 0..<better { test.add(before: false, after: true) }
        for _ in 0..<same { test.add(before: true, after: true) }
        return test
    }

    /// The sum of C(n, k) from k = worse to n = worse + better, by 2 to the power of n, exactly.
    @Test(arguments: [
        (3, 0, 0.125), (4, 1, 0.1875), (8, 2, 0.0546875), (2, 8, 0.9892578125), (20, 9, 0.03071417286992073),
    ])
    func chanceIsThatOfMcNemar(worse: Int, better: Int, expected: Double) {
        #expect(abs(test(worse: worse, better: better).chance - expected) < 1e-10)
    }

    @Test func lossIsTheShareThatWasLost() {
        #expect(test(worse: 3, better: 1, same: 16).loss == 0.1)
        #expect(PairedTest().loss == 0 && PairedTest().chance == 1)
    }

    /// z = (0.1 + 0) / sqrt((0.1 - 0.01) / 20 + 0), by hand.
    @Test func chanceOfAMeanIsNormal() {
        let groups = [test(worse: 2, better: 0, same: 18), test(worse: 0, better: 0, same: 50)]
        let z = 0.1 / (0.09 / 20).squareRoot()
        #expect(abs(PairedTest.chance(ofMean: groups) - 0.5 * erfc(z / 2.squareRoot())) < 1e-12)
        #expect(PairedTest.chance(ofMean: [test(worse: 0, better: 0)]) == 1)
    }
}
