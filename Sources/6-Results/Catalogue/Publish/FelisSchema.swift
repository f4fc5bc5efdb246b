internal import Files
internal import Tables

/// The schema of the table in Felis, as the Rubin Observatory describes tables for TAP.
struct FelisSchema {
    let facts: PublicationFacts

    private static let table = "galaxies"
    /// Columns that a reader sees first.
    private static let principal: Set<String> = ["designation", "id", "ra", "dec", "class", "flag"]

    var text: String {
        func quoted(_ text: String) -> String { EscapedText.quoted(text) }
        let root = "#\(facts.name)"
        var lines = [
            "---", "name: \(quoted(facts.name))", "\"@id\": \(quoted(root))",
            "description: \(quoted(facts.title))", "version: \(quoted(facts.request.edition))", "tables:",
            "- name: \(Self.table)", "  \"@id\": \(quoted("\(root).\(Self.table)"))",
            "  description: \(quoted(facts.abstract.joined(separator: " ")))",
        ]
        if facts.hasUniqueIDs { lines.append("  primaryKey: \(quoted("\(root).\(Self.table).id"))") }
        lines.append("  columns:")
        for (number, (info, extent)) in zip(facts.columns, facts.extents).enumerated() {
            lines += [
                "  - name: \(quoted(info.name))", "    \"@id\": \(quoted("\(root).\(Self.table).\(info.name)"))",
                "    datatype: \(Self.type(info.type))",
            ]
            if info.type == .string {
                lines += ["    length: \(max(1, extent.width))", "    votable:arraysize: \"*\""]
            }
            if !extent.hasMissing { lines.append("    nullable: false") }
            lines.append("    description: \(quoted(info.description ?? info.name))")
            if let unit = info.unit, !unit.isEmpty { lines.append("    ivoa:unit: \(quoted(unit))") }
            if let ucd = info.ucd, !ucd.isEmpty { lines.append("    ivoa:ucd: \(quoted(ucd))") }
            lines.append("    tap:column_index: \(number + 1)")
            let isPrincipal = Self.principal.contains(info.name) || info.name.hasPrefix("p_")
            if isPrincipal { lines.append("    tap:principal: 1") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func type(_ type: ColumnType) -> String {
        switch type {
        case .boolean: "boolean"
        case .int32: "int"
        case .int64: "long"
        case .float: "float"
        case .double: "double"
        case .string: "unicode"
        }
    }
}
