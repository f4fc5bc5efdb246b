internal import Files
public import Tables

/// A condition that a row of a catalogue must meet, such as `MAG_AUTO_G<18` or `TYPE!=PSF`.
///
/// ```swift
/// let bright = Cut("MAG_AUTO_G", .less, 18)
/// let rows = try bright.accepted(in: TableFile.read("des.fits"))
/// let both = Cut.conditions("TYPE!=PSF && MAG_AUTO_G<18")
/// ```
public struct Cut: Sendable, Hashable, CustomStringConvertible {
    /// How a cell is compared with the value.
    public enum Relation: String, Sendable, CaseIterable {
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case notEqual = "!="
        case less = "<"
        case greater = ">"
        case equal = "="
    }

    /// What cells are compared with.
    public enum Value: Sendable, Hashable {
        /// In the column's unit.
        case number(Double)
        /// For ``Relation/equal`` and ``Relation/notEqual`` only; letter by letter, blanks around it do not count.
        case text(String)
    }

    /// Name of the column.
    public let column: String
    public let relation: Relation
    public let value: Value
    /// The value as it is told, and for equality as it was given: all digits of an identifier count.
    private let spelling: String

    /// The forms a condition may have, for messages.
    public static let forms =
        "COLUMN<NUMBER, with <, <=, >, >=, = (or ==) or !=; COLUMN=TEXT or COLUMN!=TEXT, with or without quotation marks; "
        + "several joined by && or AND, such as 'MAG_AUTO_G<18', 'TYPE!=PSF', 'FLAGS_R<4 && FLAGS_G<4'"

    public init(_ column: String, _ relation: Relation, _ value: Double) {
        self.init(column: column, relation, .number(value), Self.text(value))
    }

    private init(column: String, _ relation: Relation, _ value: Value, _ spelling: String) {
        self.column = column
        self.relation = relation
        self.value = value
        self.spelling = spelling
    }

    /// Reads one condition; nil when the text is of none of the ``forms``.
    public init?(_ text: String) {
        // The relation that stands first counts, of two there the longer one: <= is not <.
        let places = Relation.allCases.compactMap { relation in
            text.firstRange(of: relation.rawValue).map { (relation: relation, range: $0) }
        }
        guard let first = places.min(by: { $0.range.lowerBound < $1.range.lowerBound }) else { return nil }
        var rest = text[first.range.upperBound...]
        if first.relation == .equal, rest.first == "=" { rest.removeFirst() }
        let name = Self.unquoted(trimmed(String(text[..<first.range.lowerBound])))
        let (given, value) = (trimmed(String(rest)), Self.unquoted(trimmed(String(rest))))
        guard !name.isEmpty, !value.isEmpty else { return nil }
        let isEquality = first.relation == .equal || first.relation == .notEqual
        if let number = Double(value), given == value {
            guard number.isFinite else { return nil }
            self.init(column: name, first.relation, .number(number), isEquality ? value : Self.text(number))
            return
        }
        let isQuoted = given != value
        guard isEquality, isQuoted || !given.contains(where: { "<>=&|'\"".contains($0) }) else { return nil }
        self.init(column: name, first.relation, .text(value), given)
    }

    /// Reads one or more conditions, joined by `&&` or `AND`; nil when one is of none of the ``forms``.
    public static func conditions(_ text: String) -> [Cut]? {
        let parts = text.replacing(/\s+[Aa][Nn][Dd]\s+/, with: "&&").split(
            separator: "&&", omittingEmptySubsequences: false)
        let cuts = parts.compactMap { Cut(trimmed(String($0))) }
        return cuts.count == parts.count ? cuts : nil
    }

    public var description: String { column + relation.rawValue + spelling }

    private static func text(_ value: Double) -> String {
        let isWhole = value == value.rounded() && abs(value) < 1e15
        return isWhole ? String(Int(value)) : "\(value)"
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let mark = text.first, mark == "'" || mark == "\"", text.last == mark else {
            return text
        }
        return String(text.dropFirst().dropLast())
    }

    /// Whether a number meets the condition; NaN, a missing cell, never does, and none meets one on text.
    public func accepts(_ cell: Double) -> Bool {
        guard case .number(let value) = value else { return false }
        return switch relation {
        case .less: cell < value
        case .lessOrEqual: cell <= value
        case .greater: cell > value
        case .greaterOrEqual: cell >= value
        case .equal: cell == value
        case .notEqual: cell != value && !cell.isNaN
        }
    }

    /// Which rows of a batch meet the condition; a missing cell never does.
    ///
    /// Throws ``InputError`` when the column is missing, or holds no numbers and the condition asks for them.
    public func accepted(in batch: Table, column name: String? = nil) throws -> [Bool] {
        let column = try batch.requiredColumn(name ?? column)
        switch (value, column.values) {
        case (.text(let wanted), .text), (.text(let wanted), .boolean):
            let isBoolean = column.type == .boolean
            return accepted(column, as: isBoolean ? wanted.lowercased() : wanted)
        case (.text(let wanted), _):
            throw InputError(
                file: batch.path, column: column.name, problem: "the column holds numbers, and '\(wanted)' is none",
                remedy: "Compare it with a number")
        case (.number, .int64(let cells)) where relation == .equal || relation == .notEqual:
            // A double would take two long identifiers for one.
            guard let wanted = Int64(spelling) else { break }
            return cells.indices.map { column.hasValue($0) && (cells[$0] == wanted) == (relation == .equal) }
        case (.number(let value), .text) where relation == .equal || relation == .notEqual:
            // Names that look like numbers: `5.10` is not `5.1`, and a double would take two long ones for one.
            let numbers = abs(value) > 0x1p53 ? nil : try? batch.doubles(column.name)
            return numbers.map { $0.map { accepts($0 ?? .nan) } } ?? accepted(column, as: spelling)
        default: break
        }
        return try batch.doubles(column.name).map { accepts($0 ?? .nan) }
    }

    private func accepted(_ column: Column, as wanted: String) -> [Bool] {
        (0..<column.count).map { row in
            column.hasValue(row) && (trimmed(column.text(row)) == wanted) == (relation == .equal)
        }
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
                    debugDescription: "'\(text)' is no condition such as 'MAG_AUTO_G<18' or 'TYPE!=PSF'"))
        }
        self = cut
    }

    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(description)
    }
}
