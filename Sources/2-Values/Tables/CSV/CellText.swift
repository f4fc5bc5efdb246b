/// What the text of a cell means.
enum CellText {
    /// What kinds of cells a column has, as far as its type depends on it.
    struct Kinds: OptionSet {
        let rawValue: UInt8

        /// `nan`.
        static let nan = Kinds(rawValue: 1)
        /// Another word for a missing value: `null`, `none`, `na`, `n/a`, `\N`, `<NA>`, `#N/A`, dashes, points (`...`).
        static let word = Kinds(rawValue: 2)
        static let boolean = Kinds(rawValue: 4)
        /// A whole number.
        static let integer = Kinds(rawValue: 8)
        /// A whole number that a double does not hold exactly (beyond 2⁵³).
        static let wide = Kinds(rawValue: 16)
        /// Another number.
        static let decimal = Kinds(rawValue: 32)
        /// Anything else; digits with zeros in front, which are identifiers, too.
        static let text = Kinds(rawValue: 64)

        /// The type that holds all cells without changing a value. Empty cells do not matter.
        var type: ColumnType {
            if contains(.text) || isSuperset(of: [.wide, .decimal]) { return .string }
            let values = subtracting([.nan, .word])
            if values == .boolean { return contains(.nan) ? .string : .boolean }
            if values.contains(.boolean) { return .string }
            if values.contains(.decimal) { return .double }
            if values.contains(.integer) { return .int64 }
            // No value at all: words are kept as they are.
            return self == .nan ? .double : .string
        }
    }

    /// A cell read as a number.
    enum Number {
        case missing
        case number(Double)
        case other
    }

    /// What a cell of a column of numbers holds.
    struct Reading {
        var kinds: Kinds
        /// Value as a whole number; 0 where it is none.
        var integer: Int64 = 0
        /// Value as a double; NaN where it is no number.
        var double = Double.nan
    }

    /// Reads a cell, blanks around it left aside; of no kind when it is empty.
    static func reading(_ cell: UnsafeBufferPointer<UInt8>) -> Reading {
        let cell = withoutBlanks(cell)
        guard let first = cell.first else { return Reading(kinds: []) }
        switch DecimalNumber.value(cell) {
        case .integer(let value):
            let isPadded = first == 48 && cell.count > 1 || hasPaddedSign(cell)
            return Reading(
                kinds: isPadded ? .text : value.magnitude > 1 << 53 ? [.integer, .wide] : .integer, integer: value,
                double: value == 0 && first == UInt8(ascii: "-") ? -0.0 : Double(value))
        case .real(let value):
            // Numbers beyond the doubles, and digits that are too many for an integer.
            let isText =
                value.isInfinite
                ? cell.contains(where: DecimalNumber.isDigit)
                : cell.allSatisfy { DecimalNumber.isDigit($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
            return Reading(kinds: isText ? .text : .decimal, double: value)
        case .none: return Reading(kinds: kind(ofWord: cell))
        }
    }

    /// The cell as a boolean; nil when it is none or missing.
    static func boolean(_ cell: UnsafeBufferPointer<UInt8>) -> Bool? {
        let cell = withoutBlanks(cell)
        if DecimalNumber.equal(cell, "true") { return true }
        return DecimalNumber.equal(cell, "false") ? false : nil
    }

    /// Reads a cell of a column of text as a number.
    static func number(_ cell: String) -> Number {
        var cell = cell
        return cell.withUTF8 { bytes in
            let reading = reading(bytes)
            if !reading.double.isNaN { return .number(reading.double) }
            return reading.kinds.isSubset(of: [.nan, .word]) ? .missing : .other
        }
    }

    private static func kind(ofWord word: UnsafeBufferPointer<UInt8>) -> Kinds {
        guard word.count <= 5 else { return .text }
        if DecimalNumber.equal(word, "true") || DecimalNumber.equal(word, "false") { return .boolean }
        if DecimalNumber.equal(word, "nan") || DecimalNumber.equal(word, "-nan") { return .nan }
        let isMissing =
            DecimalNumber.equal(word, "null") || DecimalNumber.equal(word, "none") || DecimalNumber.equal(word, "na")
            || DecimalNumber.equal(word, "n/a") || word.elementsEqual("\\N".utf8) || word.elementsEqual("<NA>".utf8)
            || word.elementsEqual("#N/A".utf8) || word.allSatisfy { $0 == UInt8(ascii: "-") }
            || word.elementsEqual("...".utf8)
        return isMissing ? .word : .text
    }

    private static func hasPaddedSign(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        cell.count > 2 && cell[1] == 48 && (cell[0] == 43 || cell[0] == 45)
    }

    private static func withoutBlanks(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard let first = cell.first, let last = cell.last, isBlank(first) || isBlank(last) else { return cell }
        var (start, end) = (0, cell.count)
        while start < end, isBlank(cell[start]) { start += 1 }
        while end > start, isBlank(cell[end - 1]) { end -= 1 }
        return UnsafeBufferPointer(rebasing: cell[start..<end])
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// `text` without spaces and tabs at both ends.
package func trimmed(_ text: String) -> String {
    func mayBeBlank(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard mayBeBlank(text.utf8.first) || mayBeBlank(text.utf8.last) else { return text }
    let isBlank: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
        isBlank(first) || isBlank(last)
    else { return text }
    let front = text.unicodeScalars.drop(while: isBlank)
    guard let end = front.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(front[...end])
}

/// `text` cut to what fits into a message.
package func shortened(_ text: String) -> String {
    text.count <= 60 ? text : text.prefix(57) + "…"
}
