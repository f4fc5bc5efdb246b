/// What the text of a cell means.
enum CellText {
    /// What kinds of cells a column has, as far as its type depends on it.
    struct Kinds: OptionSet {
        let rawValue: UInt8

        /// `nan`.
        static let nan = Kinds(rawValue: 1)
        /// Another word for a missing value: `null`, `none`, `na`, `n/a`, `\N`.
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

    /// The kind of a cell, blanks around it left aside; empty for an empty cell.
    static func kind(_ cell: UnsafeBufferPointer<UInt8>) -> Kinds {
        let cell = withoutBlanks(cell)
        guard let first = cell.first else { return [] }
        switch DecimalNumber.value(cell) {
        case .integer(let value):
            if first == 48 && cell.count > 1 || hasPaddedSign(cell) { return .text }
            return value.magnitude > 1 << 53 ? [.integer, .wide] : .integer
        case .real(let value):
            if value.isInfinite { return cell.contains(where: DecimalNumber.isDigit) ? .text : .decimal }
            // Digits only, but too many for an integer.
            return cell.allSatisfy { DecimalNumber.isDigit($0) || $0 == 43 || $0 == 45 } ? .text : .decimal
        case .none: return kind(ofWord: cell)
        }
    }

    /// The cell as a boolean; nil when it is none or missing.
    static func boolean(_ cell: UnsafeBufferPointer<UInt8>) -> Bool? {
        let cell = withoutBlanks(cell)
        if DecimalNumber.equal(cell, "true") { return true }
        return DecimalNumber.equal(cell, "false") ? false : nil
    }

    /// The cell as a whole number; nil when it is none or missing.
    static func integer(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard case .integer(let value) = DecimalNumber.value(withoutBlanks(cell)) else { return nil }
        return value
    }

    /// The cell as a double; NaN when it is no number or missing.
    static func double(_ cell: UnsafeBufferPointer<UInt8>) -> Double {
        let cell = withoutBlanks(cell)
        switch DecimalNumber.value(cell) {
        case .integer(let value): return value == 0 && cell.first == 45 ? -0.0 : Double(value)
        case .real(let value): return value
        case .none: return .nan
        }
    }

    /// Reads a cell of a column of text as a number.
    static func number(_ cell: String) -> Number {
        var cell = cell
        return cell.withUTF8 { bytes in
            let bytes = withoutBlanks(bytes)
            guard !bytes.isEmpty else { return .missing }
            let value = double(bytes)
            guard value.isNaN else { return .number(value) }
            return kind(ofWord: bytes).isSubset(of: [.nan, .word]) ? .missing : .other
        }
    }

    private static func kind(ofWord word: UnsafeBufferPointer<UInt8>) -> Kinds {
        guard word.count <= 5 else { return .text }
        if DecimalNumber.equal(word, "true") || DecimalNumber.equal(word, "false") { return .boolean }
        if DecimalNumber.equal(word, "nan") || DecimalNumber.equal(word, "-nan") { return .nan }
        let isMissing =
            DecimalNumber.equal(word, "null") || DecimalNumber.equal(word, "none") || DecimalNumber.equal(word, "na")
            || DecimalNumber.equal(word, "n/a") || word.elementsEqual("\\N".utf8)
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
