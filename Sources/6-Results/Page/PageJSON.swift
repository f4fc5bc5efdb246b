internal import Files

/// JSON that stands inside a script of an HTML page.
enum PageJSON {
    /// A text; no `<` is left in it, so that nothing in a name ends the script.
    static func text(_ text: String) -> String {
        EscapedText.quoted(text).replacing("<", with: "\\u003c")
    }

    static func text(_ text: String?) -> String { text.map(Self.text) ?? "null" }

    static func list(_ items: some Sequence<String>) -> String { "[" + items.joined(separator: ",") + "]" }

    static func object(_ members: KeyValuePairs<String, String?>) -> String {
        "{" + members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",") + "}"
    }
}
