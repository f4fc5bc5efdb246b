internal import Files

/// The cards that a ``TableInfo`` makes in the header of a FITS table, as cfitsio and astropy read them.
enum FITSInfoCards {
    /// Keywords of the table's name and description.
    static let (name, description) = ("EXTNAME", "DESCRIP")

    /// Longest name of a parameter: so much of a HIERARCH card is left for its value.
    private static let longestName = 40
    private static let reserved: Set<String> = [
        "", "SIMPLE", "XTENSION", "BITPIX", "NAXIS", "PCOUNT", "GCOUNT", "GROUPS", "TFIELDS", "THEAP", "EXTEND",
        "EXTVER",
        "EXTLEVEL", "INHERIT", "CHECKSUM", "DATASUM", "LONGSTRN", "COMMENT", "HISTORY", "CONTINUE", "HIERARCH", "END",
        name,
        description,
    ]
    /// Keywords that a number of an axis or a column follows.
    private static let numbered: Set<String> = [
        "NAXIS", "TTYPE", "TFORM", "TUNIT", "TSCAL", "TZERO", "TNULL", "TDISP", "TBCOL", "TDIM", "TUCD", "TCOMM",
        "TUTYP",
        "TDESC", "TDMIN", "TDMAX", "TLMIN", "TLMAX", "TCTYP", "TCUNI", "TCRPX", "TCRVL", "TCDLT",
    ]

    /// True for keywords that say how the table is stored, or are texts without a value.
    static func isReserved(_ keyword: String) -> Bool {
        let keyword = keyword.uppercased()
        let digits = keyword.reversed().prefix { $0.isASCII && $0.isNumber }.count
        return reserved.contains(keyword) || digits > 0 && numbered.contains(String(keyword.dropLast(digits)))
    }

    /// The cards, each of 80 characters.
    ///
    /// - Parameter path: for messages.
    /// - Throws: ``WriteError`` for a parameter whose name cannot be a keyword.
    static func cards(of info: TableInfo, path: String) throws(WriteError) -> [String] {
        var cards: [String] = []
        if let text = info.name { cards += Self.cards(name, text, nil) }
        if let text = info.description { cards += Self.cards(description, text, nil) }
        for parameter in info.parameters {
            let isName =
                parameter.name.utf8.count <= longestName && parameter.name == trimmed(parameter.name)
                && parameter.name.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
            guard isName, !isReserved(parameter.name) else {
                throw WriteError(
                    path: path, reason: "FITS: a header cannot hold a parameter called '\(parameter.name)'",
                    remedy: "Give it a name in ASCII without '=', up to \(longestName) characters, that is no keyword "
                        + "of the table's own")
            }
            cards += Self.cards(parameter.name.uppercased(), parameter.value, parameter.description)
        }
        return cards
    }

    private static func cards(_ name: String, _ value: String, _ comment: String?) -> [String] {
        let isKeyword =
            name.utf8.count <= 8
            && name.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "-" || $0 == "_") }
        let start = isKeyword ? padded(name, 8) + "= '" : "HIERARCH \(name) = '"
        // Whatever stands for one character stays in one card.
        let characters = FITSTableWriter.plain(value).map { $0 == "'" ? "''" : String($0) }
        let whole =
            start + padded(characters.joined(), 8) + "'" + (comment.map { " / " + FITSTableWriter.plain($0) } ?? "")
        guard whole.utf8.count > FITSCards.length else { return [padded(whole, FITSCards.length)] }
        var lines: [String] = []
        var line = start
        for character in characters {
            if line.utf8.count + character.utf8.count > FITSCards.length - 2 {
                lines.append(line)
                line = "CONTINUE  '"
            }
            line += character
        }
        lines.append(line)
        // An ampersand at the end would be taken for the mark that more follows.
        if line.hasSuffix("&") { lines.append("CONTINUE  '") }
        var ends = lines.map { _ in "" }
        for text in parts(of: FITSTableWriter.plain(comment ?? ""), length: 64) {
            lines.append("CONTINUE  '")
            ends.append(" / " + text)
        }
        return lines.indices.map { index in
            padded(lines[index] + (index < lines.count - 1 ? "&'" : "'") + ends[index], FITSCards.length)
        }
    }

    /// A text in parts of whole words; a word that is longer than a part is cut.
    private static func parts(of text: String, length: Int) -> [String] {
        var parts: [String] = []
        for word in text.split(separator: " ") {
            var word = Substring(word)
            if let last = parts.last, last.count + 1 + word.count <= length {
                parts[parts.count - 1] = last + " " + word
                continue
            }
            while !word.isEmpty {
                parts.append(String(word.prefix(length)))
                word = word.dropFirst(length)
            }
        }
        return parts
    }

    private static func padded(_ text: String, _ length: Int) -> String {
        text + String(repeating: " ", count: max(0, length - text.utf8.count))
    }
}
