/// The parts of an epoch's steps that one rank computes.
package struct RankShare: Sendable {
    package let cut: EpochCut
    package let rank: Int
    package let ranks: Int
    /// Whether the parts are those of the cut, whoever computes them; otherwise a rank's share of a step is cut anew.
    package let keepsParts: Bool

    package init(_ cut: EpochCut, rank: Int, ranks: Int, keepsParts: Bool) {
        self.cut = cut
        self.rank = rank
        self.ranks = ranks
        self.keepsParts = keepsParts
    }

    /// Number and places in the epoch's order of each part of `step`.
    package func parts(of step: Int) -> [(number: Int, places: Range<Int>)] {
        if keepsParts {
            return Self.stretch(0..<cut.parts(of: step), rank, ranks).map { ($0, cut.places(of: step, part: $0)) }
        }
        let own = Self.stretch(cut.places(of: step), rank, ranks)
        return stride(from: own.lowerBound, to: own.upperBound, by: cut.part).enumerated().map { number, start in
            (rank << 20 | number, start..<min(start + cut.part, own.upperBound))
        }
    }

    /// A rank's stretch of `range`.
    static func stretch(_ range: Range<Int>, _ rank: Int, _ ranks: Int) -> Range<Int> {
        let start = range.lowerBound
        return start + range.count * rank / ranks..<start + range.count * (rank + 1) / ranks
    }
}
