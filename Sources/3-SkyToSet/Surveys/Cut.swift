internal import Files
public import Tables

/// A condition that a row of a catalogue must meet, such as `MAG_AUTO_G<18`.
///
/// ```swift
/// let bright = Cut("MAG_AUTO_G", .less, 18)
/// let rows = try bright.accepted(in: TableFile.read("des.fits"))
/// ```
public struct Cut: Sendable, Hashable, CustomStringConvertible {
    /// How a cell is compared with the number.
    public enum Relation: String, Sendable, CaseIterable {
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case notEqual = "!="
        case less = "<"
        case greater = ">"
        case equal = "="
    }

    /// Name of the column.
    public let column: String
    public let relation: Relation
    /// What the cells are compared with, in the column's unit.
    public let value: Double

    public init(_ column: String, _ relation: Relation, _ value: Double) {
        self.column = column
        self.relation = relation
        self.value = value
    }

    /// Reads `COLUMN<NUMBER`, with one of <, <=, >, >=, = and !=; nil when the text is not of that form.
    public init?(_ text: String) {
        // Two characters before one, so that <= is not taken for <.
        for relation in Relation.allCases {
            guard let place = text.firstRange(of: relation.rawValue) else { continue }
            let name = trimmed(String(text[..<place.lowerBound]))
            guard !name.isEmpty, let value = Double(trimmed(String(text[place.upperBound...]))), value.isFinite
            else { return nil }
            self.init(name, relation, value)
            return
        }
        return nil
    }

    public var description: String {
        let isWhole = value == value.rounded() && abs(value) < 1e15
        return column + relation.rawValue + (isWhole ? String(Int(value)) : "\(value)")
    }

    /// Whether a cell meets the condition; NaN, a missing cell, never does.
    public func accepts(_ cell: Double) -> Bool {
        switch relation {
        case .less: cell < value
        case .lessOrEqual: cell <= value
        case .greater: cell > value
        case .greaterOrEqual: cell >= value
        case .equal: cell == value
        case .notEqual: cell != value && !cell.isNaN
        }
    }

    /// Which rows of a batch meet the condition. Throws ``InputError`` when the column is missing or holds no numbers.
    public func accepted(in batch: Table, column name: String? = nil) throws -> [Bool] {
        try batch.doubles(name ?? column).map { accepts($0 ?? .nan) }
    }
}

extension Cut: Codable {
    /// Reads the text of a condition: `"MAG_AUTO_G<18"`.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let cut = Cut(text) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "'\(text)' is no condition such as 'MAG_AUTO_G<18'"))
        }
        self = cut
    }

    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(description)
    }
}
