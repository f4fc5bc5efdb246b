import Foundation
import Randomness

/// Scores of two classes whose overlap is that of a good network: area under the ROC curve about 0.99.
struct MadeUpScores {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed) }

    mutating func normal() -> Double {
        (-2 * log(1 - generator.uniform())).squareRoot() * cos(2 * .pi * generator.uniform())
    }

    /// A score of class `number`: class 0 is broad with a tail towards class 1, which is narrow.
    mutating func score(_ number: Int) -> Double {
        if number == 0 { return 4.5 + 2.2 * normal() - (generator.chance(0.1) ? 3 * generator.uniform() : 0) }
        return -2.8 + 1.1 * normal() + (generator.chance(0.05) ? 4 * generator.uniform() : 0)
    }

    mutating func scores(_ number: Int, _ count: Int) -> [Double] { (0..<count).map { _ in score(number) } }

    /// Scores of which `share` are of class 0.
    mutating func mixed(_ count: Int, share: Double) -> [Double] {
        (0..<count).map { _ in score(generator.chance(share) ? 0 : 1) }
    }

    /// Balanced accuracy of a threshold for two classes' scores.
    static func balancedAccuracy(_ threshold: Double, _ scores: [[Double]]) -> Double {
        let above = Double(scores[0].count { $0 > threshold }) / Double(scores[0].count)
        let below = Double(scores[1].count { $0 <= threshold }) / Double(scores[1].count)
        return (above + below) / 2
    }

    /// The highest that any threshold reaches.
    static func best(_ scores: [[Double]]) -> Double {
        stride(from: -15.0, through: 15, by: 0.02).map { balancedAccuracy($0, scores) }.max() ?? 0
    }
}
