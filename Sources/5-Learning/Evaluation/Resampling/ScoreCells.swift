import Randomness

/// A set in the order of a score, counted in cells of neighbours: what figures of a ranking depend on, in a size that does not
/// grow with the set.
///
/// Up to ``limit`` rows every score is a cell of its own, so that drawing anew the counts of cells is drawing anew the rows.
/// Beyond, a cell holds the rows of neighbouring scores, which count as equal to one another; it never reaches over a tenth.
struct ScoreCells {
    /// Most cells of a set, tenths that are cut besides.
    static let limit = 2048

    /// Axes (cell, other or positive): 2 · cell + 1 are the positives of a cell; the highest score first.
    let counts: [Int]
    /// Mean score of each of them; 0 where there is none.
    let means: [Double]
    /// Mean (score − 1 or 0)² of each of them.
    let squares: [Double]
    /// Tenth of 0…1 that each cell's scores lie in.
    let tenths: [Int]
    /// Least and greatest score of each cell.
    let ranges: [ClosedRange<Double>]

    var cellCount: Int { tenths.count }
    var total: Int { counts.reduce(0, +) }

    /// - Parameter ranking: of scores from 0 to 1.
    init(_ ranking: Ranking, limit: Int = Self.limit) {
        let scores = ranking.scores
        let most = scores.count <= limit ? 1 : (scores.count + limit - 1) / limit
        var (counts, means, squares, tenths) = ([Int](), [Double](), [Double](), [Int]())
        var ranges: [ClosedRange<Double>] = []
        var place = 0
        for end in ranking.runEnds {
            let score = scores[ranking.order[place]]
            let tenth = Self.tenth(score)
            let last = counts.count - 2
            if tenths.last != tenth || counts[last] + counts[last + 1] >= most {
                counts += [0, 0]
                means += [0, 0]
                squares += [0, 0]
                tenths.append(tenth)
                ranges.append(score...score)
            }
            ranges[ranges.count - 1] = score...ranges[ranges.count - 1].upperBound
            for row in ranking.order[place..<end] {
                let truth = ranking.isPositive[row] ? 1 : 0
                let kind = counts.count - 2 + truth
                counts[kind] += 1
                means[kind] += score
                squares[kind] += (score - Double(truth)) * (score - Double(truth))
            }
            place = end
        }
        for kind in counts.indices where counts[kind] > 0 {
            means[kind] /= Double(counts[kind])
            squares[kind] /= Double(counts[kind])
        }
        (self.counts, self.means, self.squares, self.tenths) = (counts, means, squares, tenths)
        self.ranges = ranges
    }

    /// The tenth of 0…1 that a score lies in, 0…9; 1 lies in the last.
    static func tenth(_ score: Double) -> Int { min(9, Int(score * 10)) }

    /// Figures of sets of the same size drawn with replacement.
    ///
    /// - Parameter figures: of the counts of a set; nil where it defines none.
    /// - Returns: axes (figure, set that defines it).
    func draws(resamples: Int, seed: UInt64, _ figures: [([Int]) -> Double?]) -> [[Double]] {
        var generator = SeededGenerator(seed)
        var drawn = [[Double]](repeating: [], count: figures.count)
        var set = [Int](repeating: 0, count: counts.count)
        // Of few rows a kind, one row after the other is quicker.
        let rows = total <= 4 * counts.count ? counts.enumerated().flatMap { Array(repeating: $0, count: $1) } : []
        for _ in 0..<resamples {
            if rows.isEmpty {
                generator.redraw(counts, into: &set)
            } else {
                for kind in set.indices { set[kind] = 0 }
                for _ in rows { set[rows[generator.index(below: rows.count)]] += 1 }
            }
            for (number, figure) in figures.enumerated() {
                if let value = figure(set) { drawn[number].append(value) }
            }
        }
        return drawn
    }
}
