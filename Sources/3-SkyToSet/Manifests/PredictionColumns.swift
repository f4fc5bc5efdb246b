internal import Files
public import Tables

/// The columns of a table of predictions, for those who write and for those who read one.
///
/// They are `id`, `file`, `p_CLASS` for each class, `class` (the most probable), `flag` (`ok`, `unreadable` or
/// `repeated`: the galaxy stands in an earlier row too; or `threshold_not_established`: the run was adapted to a survey in
/// which it could not be shown which threshold is right), `reason` (why) and `model` (digest of the weights); of a run
/// that tells strange pictures `ood_p_value`; of a network that answers questions also `ANSWER_fraction` and
/// `ANSWER_dirichlet` for each answer; where sets are made, `set` (class names joined by a space); of an ensemble `memberN_p_CLASS` for each network. See ``GalaxyColumn``.
///
/// ```swift
/// let columns = PredictionColumns(classes: ["spiral", "elliptical"])
/// try TableFile.write("predictions.fits", columns: columns.infos) { writer in
///     var cells = PredictionCells(classes: 2)
///     cells.append(probabilities: [0.9, 0.1])
///     try writer.write(Table(columns: columns.columns(cells, ids: ["1"], files: ["1.jpg"], model: digest)))
/// }
/// ```
public struct PredictionColumns: Sendable {
    public let classes: [String]

    /// Full names of the answers, none for a network that tells classes alone.
    public let answers: [String]

    /// Whether there is a column `ood_p_value`.
    public let tellsStrangeness: Bool

    /// The share of sets that hold the true class; nil where no sets are made.
    public let setLevel: Double?

    /// Networks of an ensemble; 1 of one alone, which has no columns of its own.
    public let members: Int

    public init(
        classes: [String], answers: [String] = [], tellsStrangeness: Bool = false, setLevel: Double? = nil,
        members: Int = 1
    ) {
        self.classes = classes
        self.answers = answers
        self.tellsStrangeness = tellsStrangeness
        self.setLevel = setLevel
        self.members = members
    }

    /// The columns, in order.
    public var infos: [ColumnInfo] {
        let columns: [GalaxyColumn] =
            [.id, .file] + classes.map { .probability(of: $0) } + [.predicted, .flag, .reason, .model]
            + (tellsStrangeness ? [.oodPValue] : [])
            + answers.flatMap { [.fraction(of: $0), .dirichlet(of: $0)] }
            + (setLevel.map { [.predictionSet(level: $0)] } ?? [])
            + numbersOfMembers.flatMap { number in classes.map { .probability(of: $0, byMember: number) } }
        return columns.map(\.info)
    }

    private var numbersOfMembers: [Int] { members > 1 ? Array(1...members) : [] }

    /// The columns of some rows.
    ///
    /// - Parameters:
    ///   - cells: what the network says of them, for these classes and answers.
    ///   - ids: identifiers, as many as there are rows, or it traps.
    ///   - files: the images as the manifest has them.
    ///   - repeats: of each row, the earlier row of the same galaxy; empty where there are none.
    ///   - model: digest of the weights.
    ///   - isEstablished: whether it is known which threshold is right in the galaxies' survey.
    public func columns(
        _ cells: PredictionCells, ids: Texts, files: Texts, repeats: [Int?] = [], model: String,
        isEstablished: Bool = true
    ) -> [Column] {
        precondition(ids.count == cells.count, "\(ids.count) identifiers for \(cells.count) galaxies")
        var values: [Column.Values] = [.text(ids), .text(files)]
        values += cells.probabilities.map { .float($0) }
        values.append(.text(Texts(classes + [""], numbers: cells.predicted)))
        values += Self.verdicts(cells.reasons, repeats, rows: cells.count, isEstablished: isEstablished)
        values.append(.text(Texts(repeating: model, count: cells.count)))
        if tellsStrangeness { values.append(.float(cells.oodPValues)) }
        for (fractions, concentrations) in zip(cells.fractions, cells.concentrations) {
            values += [.float(fractions), .float(concentrations)]
        }
        if setLevel != nil { values.append(.text(texts(of: cells.sets))) }
        values += cells.members.map { .float($0) }
        return zip(infos, values).map { Column($0, $1) }
    }

    /// Names of the classes in sets, joined by a space.
    private func texts(of sets: [[Int]?]) -> Texts {
        var numbers: [[Int]: Int32] = [:]
        var words: [String] = []
        let places = sets.map { set -> Int32 in
            let set = set ?? []
            if let number = numbers[set] { return number }
            let number = Int32(words.count)
            numbers[set] = number
            words.append(set.map { classes[$0] }.joined(separator: " "))
            return number
        }
        return Texts(words, numbers: places)
    }

    /// The cells of `flag` and `reason`.
    ///
    /// - Parameters:
    ///   - reasons: why a row's image cannot be read, by its place.
    ///   - repeats: of each row, the earlier row of the same galaxy; empty where there are none.
    package static func verdicts(
        _ reasons: [Int: String], _ repeats: [Int?], rows: Int, isEstablished: Bool = true
    ) -> [Column.Values] {
        let good = isEstablished ? "ok" : "threshold_not_established"
        var flags = [Int32](repeating: 0, count: rows)
        var (words, numbers) = ([""], flags)
        for (row, first) in repeats.enumerated() {
            guard let first, reasons[row] == nil else { continue }
            (flags[row], numbers[row]) = (2, Int32(words.count))
            words.append("the same galaxy stands in row \(first)")
        }
        for (row, reason) in reasons.sorted(by: { $0.key < $1.key }) {
            (flags[row], numbers[row]) = (1, Int32(words.count))
            words.append(reason)
        }
        return [
            .text(Texts([good, "unreadable", "repeated"], numbers: flags)), .text(Texts(words, numbers: numbers)),
        ]
    }

    /// The probabilities of a table: axes (class, row), nil where a cell is empty.
    ///
    /// Throws ``InputError``: a class without a column `p_CLASS`, a cell that is not from 0 to 1.
    public func probabilities(of table: Table) throws -> [[Double?]] {
        try classes.map { name in
            let column = GalaxyColumn.probability(of: name).name
            guard table.column(column) != nil else {
                throw InputError(
                    file: table.path,
                    problem: "there is no column '\(column)' with the probabilities of the class '\(name)'",
                    remedy: "The columns are: " + table.columns.map(\.name).joined(separator: ", "))
            }
            let cells = try table.doubles(column)
            // What was written as a float may be a little above 1.
            if let row = cells.firstIndex(where: { !(0...1.0001).contains($0 ?? 0) }) {
                throw InputError(
                    file: table.path, row: table.firstRow + row, column: column,
                    problem: "\(cells[row] ?? 0) is not a probability", remedy: "Give probabilities from 0 to 1")
            }
            return cells
        }
    }
}
