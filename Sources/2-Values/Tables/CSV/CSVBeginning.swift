internal import Files

/// What the first lines of a text file say of it: its dialect, its header, what is known of its columns.
struct CSVBeginning {
    private(set) var dialect = CSVDialect()
    /// First byte of the header.
    private(set) var headerStart = 0
    /// Whether the header begins with a `#` that is no part of a name.
    private(set) var isCommented = false
    /// Lines below the header that are no rows: VizieR's units and dashes.
    private(set) var linesBelow = 0
    /// Units from the line below the header, one a column; nil without it.
    private(set) var units: [String]?
    /// What an ECSV file says of its columns, by name.
    private(set) var described: [String: ColumnInfo] = [:]

    private typealias Line = (start: Int, text: String)

    /// - Parameters:
    ///   - bytes: the beginning of the file, without a byte order mark.
    ///   - path: of the file; in one called `.csv` two words are no two columns.
    init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) {
        var comments: [Line] = []
        var lines: [Line] = []
        var next = 0
        while lines.count < 4, let line = Self.line(bytes, &next) {
            if Self.isComment(line.text) {
                if lines.isEmpty { comments.append(line) }
            } else {
                lines.append(line)
            }
        }
        let name = path.lowercased()
        let isCSV = name.hasSuffix(".csv") || name.hasSuffix(".csv.gz")
        func separator(_ header: String, _ below: String?) -> CSVDialect.Separator {
            Self.separator(header, below, leastWords: isCSV ? 3 : 2)
        }
        let isECSV = comments.first?.text.hasPrefix("# %ECSV") ?? false
        if isECSV, let header = lines.first {
            describe(comments.map(\.text))
            let named = comments.lazy.compactMap { Self.value($0.text, of: "delimiter") }.first?.utf8.first
            dialect = CSVDialect(named.flatMap { .init(rawValue: $0) } ?? .blanks, hasComments: true)
            headerStart = header.start
            return
        }
        if let last = comments.last, case let names = trimmed(String(trimmed(last.text).drop { $0 == "#" })),
            Self.isHeader(names, above: lines.map(\.text), separator(names, lines.first?.text))
        {
            dialect = CSVDialect(separator(names, lines.first?.text), hasComments: comments.count > 1)
            (headerStart, isCommented) = (last.start, true)
            return
        }
        guard let header = lines.first else { return }
        let below = Array(lines.dropFirst().map(\.text))
        dialect = CSVDialect(separator(header.text, below.first), hasComments: !comments.isEmpty)
        headerStart = header.start
        readUnits(below, columns: Self.cells(header.text, dialect.separator).count)
    }

    /// VizieR writes a line of units and one of dashes below the header, other programs the dashes alone.
    private mutating func readUnits(_ below: [String], columns: Int) {
        guard let dashes = below.prefix(2).firstIndex(where: { Self.isDashes($0, dialect.separator, columns) }) else {
            return
        }
        linesBelow = dashes - below.startIndex + 1
        if linesBelow == 2 { units = Self.cells(below[below.startIndex], dialect.separator) }
    }

    private static func isDashes(_ line: String, _ separator: CSVDialect.Separator, _ columns: Int) -> Bool {
        let cells = cells(line, separator)
        // A dash alone is a missing cell, unless others have more.
        return cells.count == columns && cells.contains { $0.count > 1 }
            && cells.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 == "-" } }
    }

    /// Whether a line begins with `#`; a column of that name, which counts the rows, makes none.
    private static func isComment(_ line: String) -> Bool {
        let line = trimmed(line)
        return line.first == "#" && !(line.dropFirst().first.map { ",;|\t".contains($0) } ?? false)
    }

    /// Whether the last comment is the header: it has as many names as the next line has cells, and that line is a row.
    private static func isHeader(_ names: String, above lines: [String], _ separator: CSVDialect.Separator) -> Bool {
        let cells = cells(names, separator)
        guard cells.count > 1 else { return false }
        guard let next = lines.first.map({ Self.cells($0, separator) }) else { return true }
        guard cells.count == next.count else { return false }
        if next.contains(where: isNumber) { return true }
        let isBelowHeader = lines.dropFirst().contains {
            isDashes($0, separator, cells.count) || Self.cells($0, separator).contains(where: isNumber)
        }
        if isBelowHeader { return false }
        return cells.allSatisfy { !$0.isEmpty && !$0.contains(" ") }
    }

    private static func isNumber(_ cell: String) -> Bool { Double(cell) != nil }

    /// What parts the cells of a header: the separator that stands as often in the line below, else the first there is.
    private static func separator(_ header: String, _ below: String?, leastWords: Int) -> CSVDialect.Separator {
        let present = CSVDialect.Separator.allCases.filter { $0 != .blanks && cells(header, $0).count > 1 }
        if let below {
            let fitting = present.first { cells(below, $0).count == cells(header, $0).count }
            if let fitting { return fitting }
        }
        if let first = present.first { return first }
        let words = cells(header, .blanks).count
        guard words >= leastWords, let below else { return .comma }
        return cells(below, .blanks).count == words ? .blanks : .comma
    }

    /// The cells of a line, without blanks and quotation marks around them.
    private static func cells(_ line: String, _ separator: CSVDialect.Separator) -> [String] {
        var (cells, cell, isQuoted): ([String], String, Bool) = ([], "", false)
        func isEnd(_ character: Character) -> Bool {
            separator == .blanks
                ? character == " " || character == "\t" : character.asciiValue == separator.rawValue
        }
        for character in separator == .blanks ? trimmed(line) : line {
            if character == "\"" { isQuoted.toggle() }
            if !isQuoted && isEnd(character) {
                if separator != .blanks || !cell.isEmpty { cells.append(trimmed(cell)) }
                cell = ""
            } else if character != "\"" {
                cell.append(character)
            }
        }
        return cells + [trimmed(cell)]
    }

    /// The next line that is not empty; nil behind the last.
    private static func line(_ bytes: UnsafeBufferPointer<UInt8>, _ next: inout Int) -> Line? {
        func isEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
        while next < bytes.count, isEnd(bytes[next]) { next += 1 }
        let start = next
        while next < bytes.count, !isEnd(bytes[next]) { next += 1 }
        guard start < next else { return nil }
        return (start, String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<next]), as: UTF8.self))
    }

    // MARK: - ECSV

    /// Reads the columns of an ECSV header: `# - {name: ra, unit: deg, datatype: float64, description: …}`, on one line each
    /// or an entry a line.
    private mutating func describe(_ lines: [String]) {
        var entries: [String] = []
        var isInColumns = false
        for line in lines {
            let text = trimmed(String(line.dropFirst()))
            if text == "datatype:" {
                isInColumns = true
            } else if isInColumns, text.hasPrefix("- ") {
                entries.append(text)
            } else if isInColumns, line.hasPrefix("#   "), !entries.isEmpty {
                entries[entries.count - 1] += text.hasPrefix("{") ? text : ", " + text
            } else {
                isInColumns = false
            }
        }
        for entry in entries {
            guard let name = Self.value(entry, of: "name") else { continue }
            let type = Self.value(entry, of: "datatype")
            described[name] = ColumnInfo(
                name, type == "string" ? .string : .double, unit: Self.value(entry, of: "unit"),
                description: Self.value(entry, of: "description"))
        }
    }

    /// The value of a key of a YAML mapping on one line; nil without it.
    private static func value(_ entry: String, of key: String) -> String? {
        guard let found = entry.firstRange(of: key + ": "),
            found.lowerBound == entry.startIndex || "{ ,".contains(entry[entry.index(before: found.lowerBound)])
        else { return nil }
        let rest = entry[found.upperBound...]
        guard let quote = rest.first, quote == "'" || quote == "\"" else {
            let value = trimmed(String(rest.prefix { $0 != "," && $0 != "}" }))
            return value.isEmpty ? nil : value
        }
        return String(rest.dropFirst().prefix { $0 != quote })
    }
}
