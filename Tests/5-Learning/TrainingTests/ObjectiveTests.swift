import Foundation
import Testing
import Torch
import Training

/// The loss by value: logits (2, 1, 0), whose logarithm of the sum of exponentials is 2.40760596, and three zeros.
@Suite struct ObjectiveTests {
    private let sum = log(exp(2.0) + exp(1.0) + 1)
    private let third = log(3.0)

    private func logits() throws -> Tensor { try Tensor([2.0, 1, 0, 0, 0, 0], shape: [2, 3]) }

    private func places(_ members: [Int]) throws -> Tensor {
        try Tensor(members.map(Int64.init), shape: [members.count])
    }

    private func loss(
        _ targets: [[Float]]? = nil, weights: [Double] = [1, 1, 1], smoothing: Double = 0, members: [Int] = [0, 1]
    ) throws -> Double {
        let galaxies = MadeUp.galaxies([0, 1, 2], classes: 3, targets: targets)
        let objective = try CrossEntropy(
            galaxies: galaxies, classWeights: weights, labelSmoothing: smoothing, device: .cpu)
        return try objective.loss(logits(), members: places(members), total: members.count).item()
    }

    private func expect(_ loss: Double, _ expected: Double) { #expect(abs(loss - expected) < 1e-6) }

    @Test func ofLabelsIsTheMeanOverTheRows() throws {
        expect(try loss(), (sum - 2 + third) / 2)
        expect(try loss(members: [2, 0]), (sum + third) / 2)
    }

    /// As in Szegedy et al. 2016: 0.3 of the target is spread over three classes, 0.1 each.
    @Test func smoothingSpreadsTheTarget() throws {
        expect(try loss(smoothing: 0.3), (sum - 0.8 * 2 - 0.1 + third) / 2)
    }

    /// Each row counts with its class' weight; the mean still divides by the rows.
    @Test func classWeightsCountOnce() throws {
        expect(try loss(weights: [0.5, 2, 1]), (0.5 * (sum - 2) + 2 * third) / 2)
        expect(try loss(weights: [0.5, 2, 1], smoothing: 0.3), (0.5 * (sum - 1.7) + 2 * third) / 2)
    }

    /// A galaxy between classes is weighted between their weights.
    @Test func softTargetsWeighTheirClasses() throws {
        let targets: [[Float]] = [[0.5, 0.25, 0.25], [0, 1, 0], [0, 0, 1]]
        expect(try loss(targets), (sum - 1.25 + third) / 2)
        expect(try loss(targets, weights: [1, 2, 3]), (1.75 * (sum - 1.25) + 2 * third) / 2)
        let (first, second) = (0.4 + 0.2 / 3, 0.2 + 0.2 / 3)
        let smoothed = sum - 2 * first - second
        expect(try loss(targets, weights: [1, 2, 3], smoothing: 0.2), (1.75 * smoothed + 2 * third) / 2)
    }

    @Test func theGreatestTargetIsTheRightClass() throws {
        let targets: [[Float]] = [[0.2, 0.5, 0.3], [1, 0, 0], [0, 0, 1]]
        let galaxies = MadeUp.galaxies([0, 0, 2], classes: 3, targets: targets)
        let objective = try CrossEntropy(galaxies: galaxies, classWeights: [1, 1, 1], labelSmoothing: 0, device: .cpu)
        let logits = try Tensor([2.0, 1, 0, 0, 1, 0, 0, 0, 1], shape: [3, 3])
        #expect(try objective.correct(logits, members: places([0, 0, 2])).item() == 2)
        #expect(try objective.correct(logits, members: places([1, 0, 1])).item() == 2)
        #expect(try objective.correct(logits, members: places([1, 0, 2])).item() == 3)
        #expect(try objective.correct(logits, members: places([2, 2, 0])).item() == 0)
    }

    /// scikit-learn's class_weight="balanced": n / (classes · n of the class).
    @Test func balancedWeightsMakeEveryClassCountAlike() {
        let uneven: [Double] = [10.0 / 18, 10.0 / 9, 10.0 / 3]
        #expect(CrossEntropy.balancedWeights(counts: [6, 3, 1]) == uneven)
        #expect(CrossEntropy.balancedWeights(counts: [5, 5]) == [1, 1])
    }
}
