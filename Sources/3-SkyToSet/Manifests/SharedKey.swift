/// How identifiers of different tables are compared.
enum SharedKey {
    /// One spelling for an identifier: blanks around it, the apostrophe that spreadsheets put before numbers, and of whole
    /// numbers zeros in front and a fraction of zeros do not count.
    static func id(_ id: String) -> String {
        var text = id[...]
        while text.first?.isWhitespace ?? false { text.removeFirst() }
        while text.last?.isWhitespace ?? false { text.removeLast() }
        let digits = text.first == "'" ? text.dropFirst() : text
        let whole = digits.prefix { $0.isASCII && $0.isNumber }
        let rest = digits.dropFirst(whole.count)
        guard !whole.isEmpty, rest.isEmpty || rest.first == "." && rest.dropFirst().allSatisfy({ $0 == "0" }) else {
            return String(text)
        }
        let number = whole.drop { $0 == "0" }
        return number.isEmpty ? "0" : String(number)
    }
}
