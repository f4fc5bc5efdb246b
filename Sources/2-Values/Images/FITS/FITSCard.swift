/// One header card: keyword, value and comment.
public struct FITSCard: Sendable, Equatable {
    /// Value of a card, in the types that the FITS standard 4.0 (section 4.2) knows and images use.
    public enum Value: Sendable, Equatable {
        case string(String)
        case integer(Int)
        case real(Double)
        case logical(Bool)
        /// A keyword without a value, or with one that FITS does not have: NaN or infinity.
        case undefined
        /// COMMENT, HISTORY and blank cards: the text is in the card's comment.
        case commentary
    }

    /// Up to eight capitals, digits, `-` and `_`.
    public var keyword: String
    public var value: Value
    public var comment: String

    public init(_ keyword: String, _ value: Value, _ comment: String = "") {
        self.keyword = keyword
        self.value = value
        self.comment = comment
    }

    /// Reads a value as cfitsio hands it out: a quoted string, T or F, an integer, a real, or nothing.
    init(keyword: String, text: String, comment: String) {
        self.keyword = keyword
        self.comment = comment
        if keyword == "COMMENT" || keyword == "HISTORY" || keyword.isEmpty {
            value = .commentary
        } else if text.isEmpty {
            value = .undefined
        } else if text.hasPrefix("'") {
            value = .string(FITSCard.unquoted(text))
        } else if text == "T" || text == "F" {
            value = .logical(text == "T")
        } else if let integer = Int(text) {
            value = .integer(integer)
        } else if let real = Double(text.replacing("D", with: "E").replacing("d", with: "E")) {
            value = real.isFinite ? .real(real) : .undefined
        } else {
            value = .string(text)
        }
    }

    /// Quotes off, doubled quotes single, trailing blanks dropped (they carry no meaning in FITS).
    static func unquoted(_ text: String) -> String {
        var inner = text.dropFirst()
        if inner.hasSuffix("'") { inner = inner.dropLast() }
        var result = String(inner).replacing("''", with: "'")
        while result.hasSuffix(" ") { result.removeLast() }
        return result
    }
}
