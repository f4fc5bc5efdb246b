import Foundation
import Testing
import Torch

/// All tests of the engine. Those that need the process's seed or memory to themselves run in a process of their own.
@Suite struct TorchTests {
    static let goldens = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens").path
}

/// Compares whole tensors: |found − expected| ≤ absolute + relative · |expected|.
func expectClose(
    _ found: Tensor, _ expected: Tensor, absolute: Double = 1e-5, relative: Double = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(found.shape == expected.shape, sourceLocation: sourceLocation)
    let left = try found.doubles()
    let right = try expected.doubles()
    var worst = 0.0
    for (a, b) in zip(left, right) {
        let excess = abs(a - b) - relative * abs(b)
        worst = excess.isNaN ? .infinity : max(worst, excess)
    }
    #expect(worst <= absolute, sourceLocation: sourceLocation)
}
