import Foundation
import Testing
import Training

@Suite struct EarlyStoppingTests {
    /// Through a checkpoint after every epoch.
    @Test func endsAfterSoManyEpochsWithoutALowerLoss() throws {
        var stopping = EarlyStopping(patience: 2)
        let losses = [1.0, 0.9, 0.9, 0.8, 0.8, 0.85]
        let isBest = [true, true, false, true, false, false]
        let ends = [false, false, false, false, false, true]
        for ((loss, best), end) in zip(zip(losses, isBest), ends) {
            stopping = try JSONDecoder().decode(EarlyStopping.self, from: JSONEncoder().encode(stopping))
            #expect(!stopping.isExhausted)
            let isLowest = stopping.take(loss)
            #expect(isLowest == best)
            #expect(stopping.isExhausted == end)
        }
        #expect(stopping.best == 0.8)
        #expect(stopping.epochsSinceBest == 2)
    }

    @Test func patienceOfNoneNeverEnds() {
        var stopping = EarlyStopping(patience: 0)
        for _ in 0..<100 { _ = stopping.take(1) }
        #expect(!stopping.isExhausted)
        #expect(stopping.epochsSinceBest == 99)
    }
}
