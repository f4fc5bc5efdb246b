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
///     try writer.write(
///         Table(columns: columns.columns(
///             ids: ["1"], files: ["1.jpg"], probabilities: [[0.9, 0.1]], reasons: [nil], model: digest)))
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

    /// The cells of some rows.
    ///
    /// - Parameters:
    ///   - ids: identifiers, as many as there are entries in the other lists, or it traps.
    ///   - files: the images as the manifest has them.
    ///   - probabilities: of each class; nil where the image cannot be read.
    ///   - reasons: why it cannot.
    ///   - repeats: of each row, the earlier row of the same galaxy; empty where there are none.
    ///   - model: digest of the weights.
    ///   - isEstablished: whether it is known which threshold is right in the galaxies' survey.
    ///   - votes: fraction and concentration of each answer; nil where the image cannot be read.
    ///   - sets: numbers of the classes in each set; nil where the image cannot be read. Not looked at where no sets are
    ///     made.
    ///   - members: probabilities of each class by each network of an ensemble; nil where the image cannot be read.
    ///   - oodPValues: how well each picture fits clean galaxies; nil where the image cannot be read.
    public func columns(
        ids: Texts, files: Texts, probabilities: [[Double]?], reasons: [String?], repeats: [Int?] = [],
        model: String, isEstablished: Bool = true, votes: [(fractions: [Double], concentrations: [Double])?] = [],
        sets: [[Int]?] = [], oodPValues: [Double?] = [], members: [[[Double]?]] = []
    ) -> [Column] {
        var values: [Column.Values] = [.text(ids), .text(files)]
        values += classes.indices.map { number in .float(probabilities.map { Float($0?[number] ?? .nan) }) }
        let predicted = probabilities.map { own in
            Int32(own.flatMap { own in own.indices.max { own[$0] < own[$1] } } ?? classes.count)
        }
        values +=
            [.text(Texts(classes + [""], numbers: predicted))]
            + Self.verdicts(reasons, repeats, isEstablished: isEstablished)
            + [.text(Texts(repeating: model, count: ids.count))]
        if tellsStrangeness { values.append(.float(oodPValues.map { Float($0 ?? .nan) })) }
        for answer in answers.indices {
            values.append(.float(votes.map { Float($0?.fractions[answer] ?? .nan) }))
            values.append(.float(votes.map { Float($0?.concentrations[answer] ?? .nan) }))
        }
        if setLevel != nil {
            values.append(.string(sets.map { set in (set ?? []).map { classes[$0] }.joined(separator: " ") }))
        }
        for number in numbersOfMembers {
            for index in classes.indices {
                values.append(.float(members.map { Float($0[number - 1]?[index] ?? .nan) }))
            }
        }
        return zip(infos, values).map { Column($0, $1) }
    }

    /// The cells of `flag` and `reason`; parameters as in
    /// ``columns(ids:files:probabilities:reasons:repeats:model:isEstablished:votes:sets:oodPValues:members:)``.
    package static func verdicts(
        _ reasons: [String?], _ repeats: [Int?], isEstablished: Bool = true
    ) -> [Column.Values] {
        let good = isEstablished ? "ok" : "threshold_not_established"
        let repeats = repeats.isEmpty ? [Int?](repeating: nil, count: reasons.count) : repeats
        return [
            .text(
                Texts(
                    [good, "unreadable", "repeated"],
                    numbers: zip(reasons, repeats).map { $0 != nil ? 1 : $1 != nil ? 2 : 0 })),
            .string(
                zip(reasons, repeats).map { reason, first in
                    reason ?? first.map { "the same galaxy stands in row \($0)" } ?? ""
                }),
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
