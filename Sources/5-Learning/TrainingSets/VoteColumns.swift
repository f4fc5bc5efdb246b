internal import Files
public import Manifests
internal import Tables

/// Which column of vote fractions speaks for which class, for learning from how many volunteers said what.
public struct VoteColumns: Sendable, Equatable {
    /// Column name → class name; several columns may speak for one class.
    public let classOfColumn: [String: String]

    /// - Parameter classOfColumn: such as `["featured_fraction": "spiral", "smooth_fraction": "elliptical"]`.
    public init(_ classOfColumn: [String: String]) {
        self.classOfColumn = classOfColumn
    }

    /// The share of each class in the votes of each row.
    ///
    /// Votes for columns that are not mapped (artifacts) are not counted: the shares of a row sum to 1.
    ///
    /// - Parameters:
    ///   - manifest: has the columns.
    ///   - classes: the classes, in the order of the shares.
    /// - Returns: one entry a row of the manifest: `classes.count` shares, or nil where a fraction is missing or all
    ///   are 0.
    /// - Throws: ``InputError``: no such column or class, a class that no column speaks for, a cell that is not a
    ///   fraction from 0 to 1.
    public func shares(of manifest: Manifest, classes: ClassList) throws -> [[Double]?] {
        var columns: [(number: Int, name: String, values: [Double?])] = []
        for (column, name) in classOfColumn.sorted(by: { $0.key < $1.key }) {
            guard let number = classes.number(of: name) else {
                throw InputError(
                    problem: "the vote column '\(column)' is to speak for '\(name)', which is not a class",
                    remedy: "The classes are: \(classes.names.joined(separator: ", "))")
            }
            columns.append((number, column, try manifest.table.doubles(column)))
        }
        if let silent = classes.names.indices.first(where: { number in !columns.contains { $0.number == number } }) {
            throw InputError(problem: "no vote column speaks for the class '\(classes.names[silent])'")
        }
        return try manifest.rows.indices.map { index in
            var shares = [Double](repeating: 0, count: classes.count)
            for column in columns {
                guard let value = column.values[index] else { return nil }
                guard (0...1).contains(value) else {
                    throw InputError(
                        file: manifest.path, row: manifest.table.firstRow + index, column: column.name,
                        problem: "\(value) is not a fraction from 0 to 1")
                }
                shares[column.number] += value
            }
            let sum = shares.reduce(0, +)
            return sum > 0 ? shares.map { $0 / sum } : nil
        }
    }
}

extension VoteColumns: Codable {
    /// Reads a plain mapping column → class.
    public init(from decoder: any Decoder) throws {
        self.init(try [String: String](from: decoder))
    }

    /// Writes a plain mapping column → class.
    public func encode(to encoder: any Encoder) throws {
        try classOfColumn.encode(to: encoder)
    }
}
