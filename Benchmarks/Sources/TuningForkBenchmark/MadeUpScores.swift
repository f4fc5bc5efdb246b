internal import Confidence
internal import Foundation
internal import Randomness

/// Scores of a network in a survey with labels and in another one, in which they are moved and changed.
struct MadeUpScores {
    /// What the two humps of the scores look like.
    enum Family: String, CaseIterable {
        case gaussian
        /// Long tails towards the middle.
        case skewed
        /// One class broad, the other narrow, each with some galaxies in between.
        case unequal
        /// Student's distribution with four degrees of freedom.
        case heavy
        /// Those of a network: ``MadeUpScores/samples``.
        case sampled
    }

    /// What else the other survey does to scores.
    enum Change: String, CaseIterable {
        case none
        /// All are drawn together and blurred.
        case blur
        /// Each is drawn towards zero by a factor of its own.
        case depth
    }

    let family: Family
    /// What scores of the family ``Family/sampled`` are drawn from.
    var samples: SampledScores?
    let change: Change
    /// Added to each score of the other survey.
    let offset: Double
    var generator: SeededGenerator

    mutating func normal() -> Double {
        (-2 * log(1 - generator.uniform())).squareRoot() * cos(2 * .pi * generator.uniform())
    }

    /// A galaxy's score in the survey with labels.
    mutating func source(_ number: Int) -> Double {
        let side = number == 0 ? 1.0 : -1.0
        switch family {
        case .sampled: return drawn(samples?.source[number] ?? [])
        case .gaussian: return 3 * side + 1.8 * normal()
        case .skewed:
            let tail = -log(1 - generator.uniform()) - log(1 - generator.uniform())
            return side * (5 - 1.1 * tail) + 0.4 * normal()
        case .unequal:
            let between = generator.uniform() < (number == 0 ? 0.1 : 0.05) ? generator.uniform() : 0
            return number == 0 ? 4.5 + 2.2 * normal() - 3 * between : -2.8 + 1.1 * normal() + 4 * between
        case .heavy:
            let value = normal()
            let square = (0..<4).reduce(0.0) { sum, _ in sum + pow(normal(), 2) } / 4
            return 3.2 * side + 1.3 * value / square.squareRoot()
        }
    }

    /// The score in the other survey of a galaxy whose score would be `score`.
    mutating func moved(_ score: Double) -> Double {
        switch change {
        case .none: score + offset
        case .blur: 0.75 * score + 0.5 * normal() + offset
        case .depth: score * (0.6 + 0.4 * generator.uniform()) + offset
        }
    }

    mutating func target(_ number: Int) -> Double {
        moved(family == .sampled ? drawn(samples?.target[number] ?? []) : source(number))
    }

    /// One of `scores`, with noise so that none comes twice.
    private mutating func drawn(_ scores: [Double]) -> Double {
        scores[generator.index(below: scores.count)] + 0.05 * normal()
    }

    /// A galaxy that both surveys see, each with noise of its own; seven of ten are of class 0.
    mutating func pair() -> AnchorEstimate.Pair {
        if let pairs = samples?.pairs, !pairs.isEmpty {
            let pair = pairs[generator.index(below: pairs.count)]
            return .init(source: pair.source, target: moved(pair.target))
        }
        let score = source(generator.uniform() < 0.7 ? 0 : 1)
        let target = moved(score + 0.7 * normal())
        return .init(source: score + 0.7 * normal(), target: target)
    }
}
