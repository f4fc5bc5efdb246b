internal import Files

/// The columns of a table, read from its header (FITS standard 4.0, sections 7.2 and 7.3).
struct FITSTableLayout {
    /// Columns that can be columns of a table: scalars, text, and the parts `NAME_1`, `NAME_2` … of short vectors.
    private(set) var fields: [FITSField] = []
    /// Why the other columns cannot, by name.
    private(set) var refused: [String: String] = [:]
    /// Bytes of a row.
    let rowSize: Int
    let rowCount: Int
    private let cards: FITSCards
    /// The frame of all positions, unless a column's name says another.
    private let frame: SkyFrame?

    /// Longest vector whose numbers or texts become columns.
    static let longestVector = 64

    init(_ header: FITSTableHeader, path: String) throws {
        cards = header.cards
        frame = SkyFrame(
            system: cards.text("RADESYS") ?? cards.text("RADECSYS"), equinox: cards.text("EQUINOX"))
        rowSize = cards.integer("NAXIS1").map(Int.init) ?? 0
        rowCount = cards.integer("NAXIS2").map(Int.init) ?? 0
        let count = cards.integer("TFIELDS").map(Int.init) ?? 0
        guard (0...1 << 31).contains(rowSize), rowCount >= 0, (0...999).contains(count) else {
            throw InputError(
                file: path, problem: "NAXIS1, NAXIS2 or TFIELDS of the table is not a sensible number",
                remedy: "Fetch or write the file again")
        }
        var offset = 0
        for number in stride(from: 1, through: count, by: 1) {
            if header.isASCII {
                try addText(number, path: path)
            } else {
                try add(number, &offset, path: path)
            }
        }
        guard header.isASCII || offset == rowSize else {
            throw InputError(
                file: path, problem: "the columns take \(offset) bytes of a row, but a row has \(rowSize) (NAXIS1)",
                remedy: "Fetch or write the file again")
        }
        try ColumnNames.check(fields.map(\.info.name), path: path, unnamed: "Give every column a TTYPE")
    }

    private func name(_ number: Int) -> String { cards.text("TTYPE\(number)") ?? "col\(number)" }

    private func noFormat(_ number: Int, _ format: String, path: String) -> InputError {
        InputError(
            file: path, column: name(number), problem: "TFORM\(number) is '\(format)', which is no format",
            remedy: "Fetch or write the file again")
    }

    private func field(
        _ name: String, _ number: Int, _ form: FITSField.Form, offset: Int, null: Int64? = nil, nullText: String? = nil
    ) -> FITSField {
        FITSField(
            name, form, offset: offset, scale: cards.real("TSCAL\(number)") ?? 1,
            zero: cards.real("TZERO\(number)") ?? 0, null: null, nullText: nullText,
            unit: cards.text("TUNIT\(number)"), ucd: cards.text("TUCD\(number)"),
            description: cards.text("TCOMM\(number)"), frame: SkyFrame.isModern(name) ? nil : frame)
    }

    /// Adds the column of that number (1 is the first) of an ASCII table, wherever it stands in a row.
    private mutating func addText(_ number: Int, path: String) throws {
        let format = cards.text("TFORM\(number)") ?? ""
        let parts = format.dropFirst().split(separator: ".", maxSplits: 1).map { Int($0) ?? -1 }
        let (width, places) = (parts.first ?? 0, parts.count == 2 ? parts[1] : 0)
        let forms: [Character: FITSField.Form] = [
            "A": .text(width), "I": .digits(width), "F": .decimal(width, places: places),
            "E": .decimal(width, places: places), "D": .decimal(width, places: places),
        ]
        guard let form = format.first.flatMap({ forms[$0] }), width > 0, (0...300).contains(places) else {
            throw noFormat(number, format, path: path)
        }
        guard let first = cards.integer("TBCOL\(number)"), first >= 1, width <= rowSize, first <= rowSize - width + 1
        else {
            throw InputError(
                file: path, column: name(number),
                problem: "TBCOL\(number) and TFORM\(number) put the column outside of a row of \(rowSize) bytes",
                remedy: "Fetch or write the file again")
        }
        fields.append(
            field(name(number), number, form, offset: Int(first) - 1, nullText: cards.text("TNULL\(number)")))
    }

    /// Adds the column of that number of a binary table and goes behind its bytes.
    private mutating func add(_ number: Int, _ offset: inout Int, path: String) throws {
        let format = cards.text("TFORM\(number)") ?? ""
        let name = name(number)
        let digits = format.prefix { $0.isASCII && $0.isNumber }
        let rest = format.dropFirst(digits.count)
        let sizes: [Character: Int] = [
            "L": 1, "B": 1, "I": 2, "J": 4, "K": 8, "E": 4, "D": 8, "A": 1, "C": 8, "M": 16, "P": 8, "Q": 16, "X": 0,
        ]
        guard let letter = rest.first, let size = sizes[letter], let repeats = digits.isEmpty ? 1 : Int(digits),
            repeats < 1 << 40
        else { throw noFormat(number, format, path: path) }
        let start = offset
        offset += letter == "X" ? (repeats + 7) / 8 : size * repeats
        let form: FITSField.Form
        var parts = repeats
        switch letter {
        case "L": form = .logical
        case "B": form = .uint8
        case "I": form = .int16
        case "J": form = .int32
        case "K": form = .int64
        case "E": form = .float
        case "D": form = .double
        case "A":
            // Texts side by side: rAw, or TDIM, whose first axis is the width of one.
            let written = Int(rest.dropFirst().prefix { $0.isASCII && $0.isNumber })
            let part = textWidth(number, of: repeats) ?? written ?? repeats
            form = .text(max(1, min(part, repeats)))
            parts = repeats / form.size
        default:
            let words: [Character: String] = ["X": "bits", "C": "complex numbers", "M": "complex numbers"]
            refused[name] =
                "the column holds \(words[letter] ?? "lists of varying length") (TFORM\(number) = \(format))"
            return
        }
        guard (1...Self.longestVector).contains(parts) else {
            refused[name] = "the column holds \(parts) values a row (TFORM\(number) = \(format))"
            return
        }
        for part in 0..<parts {
            fields.append(
                field(
                    parts == 1 ? name : "\(name)_\(part + 1)", number, form, offset: start + part * form.size,
                    null: cards.integer("TNULL\(number)")))
        }
    }

    /// Bytes of one text of a column of `count` bytes a row by TDIM, whose axes make up the cell; nil without it.
    private func textWidth(_ number: Int, of count: Int) -> Int? {
        let axes = (cards.text("TDIM\(number)") ?? "").split { "(), ".contains($0) }.map { Int($0) ?? 0 }
        guard let width = axes.first, axes.allSatisfy({ $0 > 0 && $0 <= count }) else { return nil }
        // Numbers so large that they would overflow are no sizes of a cell.
        let product = axes.reduce(1.0) { $0 * Double($1) }
        return product == Double(count) ? width : nil
    }

    /// The fields asked for, in that order; all for nil.
    ///
    /// Throws ``InputError`` for a column that is not there or cannot be a column of a table.
    func chosen(_ names: [String]?, path: String) throws -> [FITSField] {
        for name in names ?? [] {
            if let refusal = refused.first(where: { $0.key.lowercased() == name.lowercased() }) {
                throw InputError(
                    file: path, column: refusal.key, problem: refusal.value,
                    remedy: "Leave it out; columns of numbers, truth values and text are read")
            }
        }
        return try ColumnNames.indices(of: names, in: fields.map(\.info.name), path: path).map { fields[$0] }
    }
}
