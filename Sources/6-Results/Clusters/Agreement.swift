internal import Foundation

/// How well two ways to sort the same rows agree.
///
/// ```swift
/// let agreement = Agreement(groups.labels, classes)
/// agreement.adjustedRand  // 1: the same but for names; 0: as by chance
/// ```
public struct Agreement: Sendable, Equatable {
    /// Rows that both have sorted.
    public let rows: Int
    /// Rows by their two labels, axes (first label, second label), from 0 to the largest of each.
    public let counts: [[Int]]

    /// - Parameters:
    ///   - one: a label of each row; a negative one leaves the row out.
    ///   - other: as many, or it traps.
    public init(_ one: [Int32], _ other: [Int32]) {
        precondition(one.count == other.count, "\(one.count) and \(other.count) labels")
        let (most, mostOther) = (Int(one.max() ?? -1) + 1, Int(other.max() ?? -1) + 1)
        var counts = [[Int]](repeating: [Int](repeating: 0, count: max(0, mostOther)), count: max(0, most))
        var rows = 0
        for (left, right) in zip(one, other) where left >= 0 && right >= 0 {
            counts[Int(left)][Int(right)] += 1
            rows += 1
        }
        self.counts = counts
        self.rows = rows
    }

    private var sums: [Int] { counts.map { $0.reduce(0, +) } }
    private var otherSums: [Int] {
        (counts.first ?? []).indices.map { column in counts.reduce(0) { $0 + $1[column] } }
    }

    /// The adjusted Rand index (Hubert and Arabie 1985, equation 5): 1 where both are the same, about 0 by chance; NaN without rows.
    public var adjustedRand: Double {
        guard rows > 0 else { return .nan }
        func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
        let both = counts.reduce(0.0) { $0 + $1.reduce(0.0) { $0 + pairs($1) } }
        let (one, other) = (sums.reduce(0.0) { $0 + pairs($1) }, otherSums.reduce(0.0) { $0 + pairs($1) })
        let all = pairs(rows)
        let expected = all > 0 ? one * other / all : 0
        let most = (one + other) / 2
        return most == expected ? 1 : (both - expected) / (most - expected)
    }

    /// Share of the rows that are of the most frequent second label of their first one, 0…1; NaN without rows.
    public var purity: Double {
        guard rows > 0 else { return .nan }
        return Double(counts.reduce(0) { $0 + ($1.max() ?? 0) }) / Double(rows)
    }

    /// Mutual information as a part of the mean of both entropies, 0…1; NaN without rows.
    public var normalisedMutualInformation: Double {
        guard rows > 0 else { return .nan }
        let all = Double(rows)
        func entropy(_ sums: [Int]) -> Double {
            sums.filter { $0 > 0 }.reduce(0.0) { $0 - Double($1) / all * log(Double($1) / all) }
        }
        let (one, other) = (sums, otherSums)
        let (entropyOne, entropyOther) = (entropy(one), entropy(other))
        if entropyOne == 0 && entropyOther == 0 { return 1 }
        var mutual = 0.0
        for (row, line) in counts.enumerated() {
            for (column, count) in line.enumerated() where count > 0 {
                mutual += Double(count) / all * log(Double(count) * all / (Double(one[row]) * Double(other[column])))
            }
        }
        return max(0, min(1, mutual / ((entropyOne + entropyOther) / 2)))
    }
}
