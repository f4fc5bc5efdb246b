internal import Files
import Tables

/// How volunteers' votes become labels: a galaxy is of a class when the debiased fraction of votes for it reaches a
/// threshold (Lintott et al. 2011; the thresholds are those of Khan et al. 2019, arXiv:1812.02183).
///
/// Fractions at the threshold count, as in the paper's sets. Catalogues give them to three decimals, so that one
/// millionth less, as rounding leaves it (0.92599999), still counts.
public struct LabelRule: Sendable, Equatable, Codable {
    /// A class and what the votes for it must reach.
    public struct Class: Sendable, Equatable, Codable {
        public var name: String
        /// Column with the fraction of votes, 0…1.
        public var column: String
        /// Least fraction for the label.
        public var threshold: Double

        public init(name: String, column: String, threshold: Double) {
            self.name = name
            self.column = column
            self.threshold = threshold
        }
    }

    /// The classes, two or more.
    public var classes: [Class]

    /// What is forgiven at a threshold.
    public static let slack = 1e-6

    public init(classes: [Class]) {
        precondition(classes.count >= 2, "labels tell at least two classes apart, not \(classes.count)")
        self.classes = classes
    }

    /// Spiral and elliptical, by the columns of Galaxy Zoo 1 and the thresholds of the paper.
    public static let paper = LabelRule(classes: [
        Class(name: "spiral", column: "P_CS_DEBIASED", threshold: 0.985),
        Class(name: "elliptical", column: "P_EL_DEBIASED", threshold: 0.926),
    ])

    /// What the votes of a table say.
    struct Verdicts {
        /// Number of the class that reaches its threshold, one a row; nil where none does. Where several do, the one with
        /// most votes. A missing fraction (nobody reached the question) reaches none.
        let clear: [Int?]
        /// Number of the class with most votes, one a row; nil for a tie. Where a fraction is missing, only one above a half
        /// is surely the larger.
        let larger: [Int?]
        /// Rows in which all fractions are missing.
        let missing: Int
    }

    /// Judges every row.
    ///
    /// Throws ``InputError`` when a column is missing, or a cell is no fraction.
    func verdicts(of table: Table) throws -> Verdicts {
        let votes = try classes.map { try fractions($0.column, of: table) }
        var clear = [Int?](repeating: nil, count: table.rowCount)
        var larger = clear
        var missing = 0
        for row in 0..<table.rowCount {
            let cells = votes.map { $0[row] }
            let known = cells.indices.filter { !cells[$0].isNaN }
            guard !known.isEmpty else {
                missing += 1
                continue
            }
            larger[row] = Self.most(cells, among: known.count == cells.count ? known : known.filter { cells[$0] > 0.5 })
            let reached = cells.indices.filter { cells[$0] >= classes[$0].threshold - Self.slack }
            clear[row] = Self.most(cells, among: reached)
        }
        return Verdicts(clear: clear, larger: larger, missing: missing)
    }

    /// The one of `numbers` with most votes; nil when two have as many.
    private static func most(_ votes: [Double], among numbers: [Int]) -> Int? {
        guard let best = numbers.max(by: { votes[$0] < votes[$1] }) else { return nil }
        return numbers.contains { $0 != best && votes[$0] == votes[best] } ? nil : best
    }

    private func fractions(_ name: String, of table: Table) throws -> [Double] {
        try table.doubles(name).enumerated().map { row, cell in
            guard let cell else { return .nan }
            guard (-1e-9...(1 + 1e-9)).contains(cell) else {
                throw InputError(
                    file: table.path, row: table.firstRow + row, column: name,
                    problem: "\(cell) is not a fraction of votes from 0 to 1",
                    remedy: "Name the columns of debiased vote fractions")
            }
            return cell
        }
    }
}
