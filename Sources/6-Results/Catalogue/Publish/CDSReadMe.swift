internal import Tables

/// The file `ReadMe` with which the Centre de Données astronomiques de Strasbourg describes tables, byte by byte.
struct CDSReadMe {
    let title: String
    let authors: [String]
    let year: String
    let abstract: [String]
    /// Name of the table's file.
    let file: String
    let table: FixedWidthTable
    let rows: Int

    private static let width = 80
    private static let rule = String(repeating: "-", count: width)
    private static let bar = String(repeating: "=", count: width)

    var text: String {
        var lines =
            [Self.bar] + Self.wrapped(title, indent: 0) + Self.wrapped(authors.joined(separator: "; "), indent: 4)
        lines += ["   =\(year)", Self.bar, "ADC_Keywords: Galaxies, classification", "", "Abstract:"]
        for paragraph in abstract { lines += Self.wrapped(paragraph, indent: 4) + [""] }
        lines += ["File Summary:", Self.rule]
        let names = max(8, file.utf8.count)
        func row(_ name: String, _ length: String, _ records: String, _ text: String) -> String {
            " " + Self.left(name, names) + " " + Self.right(length, 6) + " " + Self.right(records, 9) + "   " + text
        }
        lines += [row("FileName", "Lrecl", "Records", "Explanations"), Self.rule]
        lines += [row("ReadMe", "80", ".", "This file"), row(file, "\(table.length)", "\(rows)", "The galaxies")]
        lines += [Self.rule, "", "Byte-by-byte Description of file: \(file)", Self.rule]
        let labels = max(5, table.places.map { Self.label($0.info).utf8.count }.max() ?? 0)
        let units = max(5, table.places.map { Self.unit($0.info).utf8.count }.max() ?? 0)
        let formats = table.places.map { $0.extent.format($0.info.type) }
        let format = max(6, formats.map(\.utf8.count).max() ?? 0)
        let digits = max(4, "\(table.length)".utf8.count)
        func head(_ bytes: String, _ form: String, _ unit: String, _ label: String) -> String {
            bytes + " " + Self.left(form, format) + " " + Self.left(unit, units) + " " + Self.left(label, labels) + " "
        }
        lines += [head(Self.right("Bytes", 2 * digits + 1), "Format", "Units", "Label") + "Explanations", Self.rule]
        for (place, form) in zip(table.places, formats) {
            let bytes =
                place.first == place.last
                ? Self.right("\(place.last)", 2 * digits + 1)
                : Self.right("\(place.first)", digits) + "-" + Self.right("\(place.last)", digits)
            let start = head(bytes, form, Self.unit(place.info), Self.label(place.info))
            let mark = place.extent.hasMissing ? "? " : ""
            let indent = min(start.utf8.count, Self.width - 24)
            let words = Self.wrapped(mark + (place.info.description ?? place.info.name), indent: indent)
            lines.append(start + (words.first.map { String($0.dropFirst(indent)) } ?? ""))
            lines += words.dropFirst()
        }
        return (lines + [Self.rule, "", Self.bar, "(End)"]).map(Self.ascii).joined(separator: "\n") + "\n"
    }

    private static func label(_ info: ColumnInfo) -> String { info.name.replacing(" ", with: "_") }

    private static func unit(_ info: ColumnInfo) -> String {
        info.unit.map { $0.isEmpty ? "---" : $0.replacing(" ", with: ".") } ?? "---"
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.utf8.count)) + text
    }

    private static func ascii(_ text: String) -> String { String(text.map { $0.isASCII ? $0 : "?" }) }

    /// Lines of at most 80 characters. None but the first begins with a digit: it would be taken for a column's bytes.
    static func wrapped(_ text: String, indent: Int) -> [String] {
        var lines: [[Substring]] = [[]]
        var length = indent
        for word in text.split(whereSeparator: \.isWhitespace) {
            if !(lines[lines.count - 1].isEmpty), length + 1 + word.count > width {
                var next = [word]
                while next[0].first?.isNumber ?? false, lines[lines.count - 1].count > 1 {
                    next.insert(lines[lines.count - 1].removeLast(), at: 0)
                }
                lines.append(next)
                length = indent + next.reduce(-1) { $0 + 1 + $1.count }
            } else {
                length += (lines[lines.count - 1].isEmpty ? 0 : 1) + word.count
                lines[lines.count - 1].append(word)
            }
        }
        return lines.filter { !$0.isEmpty }.map { String(repeating: " ", count: indent) + $0.joined(separator: " ") }
    }
}
