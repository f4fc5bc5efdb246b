internal import Files

/// Compact JSON, written in the order in which its parts are given.
struct JSONText {
    private(set) var text = ""
    private var needsComma = false

    mutating func open(_ bracket: String) {
        text += bracket
        needsComma = false
    }

    mutating func close(_ bracket: String) {
        text += bracket
        needsComma = true
    }

    mutating func key(_ name: String) {
        if needsComma { text += "," }
        text += EscapedText.quoted(name) + ":"
        needsComma = false
    }

    mutating func string(_ value: String) { raw(EscapedText.quoted(value)) }

    mutating func raw(_ value: String) {
        text += value
        needsComma = true
    }
}
