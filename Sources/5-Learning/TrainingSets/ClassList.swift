internal import Files
public import Manifests

/// The classes that a network tells apart, in order: a class' place is its number, the first is the positive class.
public struct ClassList: Sendable, Equatable {
    /// Names, at least two, all different.
    public let names: [String]

    /// Spiral and elliptical, as in the paper.
    public static let standard = ClassList(unchecked: ["spiral", "elliptical"])

    /// Number of classes.
    public var count: Int { names.count }
    /// The class that precision, recall and ROC speak of.
    public var positive: String { names[0] }

    /// Throws ``InputError`` when there are fewer than two names, an empty one, or one twice (case is no difference).
    public init(_ names: [String]) throws {
        guard names.count >= 2 else {
            throw InputError(problem: "there must be at least two classes, not \(names.count)")
        }
        guard !names.contains("") else { throw InputError(problem: "a class has an empty name") }
        guard Set(names.map { $0.lowercased() }).count == names.count else {
            throw InputError(problem: "a class is named twice: \(names.joined(separator: ", "))")
        }
        self.init(unchecked: names)
    }

    private init(unchecked names: [String]) {
        self.names = names
    }

    /// The number of the class called `label`, without regard to case; nil when there is none.
    public func number(of label: String) -> Int? {
        let folded = label.lowercased()
        return names.firstIndex { $0.lowercased() == folded }
    }

    /// The number of the class that a row's label names.
    ///
    /// Throws ``InputError`` with the row when there is no such class.
    package func number(ofLabelIn row: Manifest.Row, _ label: String) throws -> Int {
        if let number = number(of: label) { return number }
        throw InputError(
            file: row.manifest, row: row.row, column: "label", problem: "'\(label)' is not a class",
            remedy:
                "The classes are \(names.joined(separator: ", ")): mend the label, or name it in the recipe's 'classes'"
        )
    }

    /// What becomes of rows without a label.
    public enum Unlabelled: Sendable {
        /// They are left out and counted.
        case leaveOut
        /// They are an error.
        case refuse
    }

    /// Sorts rows into the classes.
    ///
    /// - Parameters:
    ///   - rows: rows of one or several manifests.
    ///   - unlabelled: what becomes of rows without a label.
    ///   - requireEveryClass: true, as training needs it, asks for a row of every class.
    /// - Throws: ``InputError``: a label that is no class (with its row), a row without label when they are refused,
    ///   no labelled row at all, a class without rows.
    public func select(
        _ rows: [Manifest.Row], unlabelled: Unlabelled = .leaveOut, requireEveryClass: Bool = true
    ) throws -> LabelledRows {
        var kept: [Manifest.Row] = []
        var classes: [Int] = []
        for row in rows {
            guard let label = row.label else {
                if unlabelled == .leaveOut { continue }
                throw InputError(
                    file: row.manifest, row: row.row, column: "label", problem: "the row has no label",
                    remedy: "Label it or remove it")
            }
            classes.append(try number(ofLabelIn: row, label))
            kept.append(row)
        }
        let result = LabelledRows(rows: kept, classes: classes, leftOut: rows.count - kept.count)
        let file = rows.first?.manifest
        guard !kept.isEmpty else {
            throw InputError(file: file, column: "label", problem: "no row has a label")
        }
        let counts = result.counts(classCount: count)
        if requireEveryClass, let missing = counts.firstIndex(of: 0) {
            let found = zip(names, counts).filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
            throw InputError(
                file: file, column: "label", problem: "no row is labelled '\(names[missing])' (there are: \(found))",
                remedy: "Training needs examples of every class")
        }
        return result
    }
}

extension ClassList: Codable {
    /// Reads a plain list of names. Throws ``InputError`` on a list that ``init(_:)`` refuses.
    public init(from decoder: any Decoder) throws {
        try self.init([String](from: decoder))
    }

    /// Writes a plain list of names.
    public func encode(to encoder: any Encoder) throws {
        try names.encode(to: encoder)
    }
}
