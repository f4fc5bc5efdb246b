internal import Files
public import Manifests
internal import Tables

/// Which column of votes speaks for which class, for learning from how many volunteers said what.
public struct VoteColumns: Sendable, Equatable {
    /// Column name → class name; several columns may speak for one class.
    public let classOfColumn: [String: String]

    /// - Parameter classOfColumn: such as `["featured_fraction": "spiral", "smooth_fraction": "elliptical"]`.
    public init(_ classOfColumn: [String: String]) {
        self.classOfColumn = classOfColumn
    }

    /// The votes of each row.
    ///
    /// Cells are fractions from 0 to 1, or whole numbers of votes; a row with a cell above 1 is one of numbers. Votes for
    /// columns that are not mapped (artifacts) are not counted: the shares of a row sum to 1.
    ///
    /// - Parameters:
    ///   - manifest: has the columns.
    ///   - classes: the classes, in the order of the shares.
    /// - Returns: one entry a row of the manifest, or nil where a cell is missing or all are 0.
    /// - Throws: ``InputError``: no such column or class, a class that no column speaks for, a cell that is neither a
    ///   fraction nor, as the whole row, a number of votes.
    public func votes(of manifest: Manifest, classes: ClassList) throws -> [Votes?] {
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
            var sums = [Double](repeating: 0, count: classes.count)
            var cells: [Double] = []
            for column in columns {
                guard let value = column.values[index] else { return nil }
                cells.append(value)
                sums[column.number] += value
            }
            let areNumbers = cells.contains { $0 > 1 }
            let isRight = areNumbers ? cells.allSatisfy { $0 >= 0 && $0.rounded() == $0 } : cells.allSatisfy { $0 >= 0 }
            if !isRight {
                let place = cells.firstIndex { !(0...1).contains($0) } ?? 0
                throw InputError(
                    file: manifest.path, row: manifest.table.firstRow + index, column: columns[place].name,
                    problem: "\(cells[place]) is not a fraction from 0 to 1, and the row is not one of whole votes")
            }
            let sum = sums.reduce(0, +)
            guard sum > 0 else { return nil }
            return Votes(shares: sums.map { $0 / sum }, count: areNumbers ? Int(exactly: sum) : nil)
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
