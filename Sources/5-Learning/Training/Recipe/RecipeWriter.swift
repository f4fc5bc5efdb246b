internal import Files

/// Writes a recipe as TOML: plain values first, then tables, keys in alphabetical order.
enum RecipeWriter {
    static func text(_ value: RecipeValue) -> String {
        guard case .table(let entries) = value else { preconditionFailure("a recipe is a table, not \(value.kind)") }
        return lines(entries, path: []).joined(separator: "\n") + "\n"
    }

    private static func lines(_ entries: [String: RecipeValue], path: [String]) -> [String] {
        var plain: [String] = []
        var nested: [String] = []
        for (camel, value) in entries.sorted(by: { $0.key < $1.key }) {
            let key = RecipeOverlay.freeTables.contains(path) ? camel : snakeCase(camel)
            switch value {
            case .table(let inner):
                guard !inner.isEmpty else { continue }
                nested += ["", "[\((path + [key]).map(quoteIfNeeded).joined(separator: "."))]"]
                nested += lines(inner, path: path + [key])
            case .array(let items) where !items.isEmpty && items.allSatisfy(\.isTable):
                for case .table(let inner) in items {
                    nested += ["", "[[\((path + [key]).map(quoteIfNeeded).joined(separator: "."))]]"]
                    nested += lines(inner, path: path + [key])
                }
            default: plain.append("\(quoteIfNeeded(key)) = \(inline(value))")
            }
        }
        return plain + nested
    }

    static func inline(_ value: RecipeValue) -> String {
        switch value {
        case .bool(let value): value ? "true" : "false"
        case .number(let value, let isWhole): isWhole ? "\(Int(value))" : "\(value)"
        case .string(let value): EscapedText.quoted(value)
        case .array(let items): "[" + items.map(inline).joined(separator: ", ") + "]"
        case .table(let entries):
            "{ "
                + entries.sorted { $0.key < $1.key }.map { "\(quoteIfNeeded($0.key)) = \(inline($0.value))" }
                .joined(separator: ", ") + " }"
        }
    }

    private static func quoteIfNeeded(_ key: String) -> String {
        let isBare =
            !key.isEmpty
            && key.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        return isBare ? key : EscapedText.quoted(key)
    }
}

extension RecipeValue {
    var isTable: Bool { if case .table = self { true } else { false } }
}
