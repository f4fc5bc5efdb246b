internal import CFITSIO
internal import Files

/// The columns of a table, read from its header by cfitsio (FITS standard 4.0, sections 7.2 and 7.3).
struct FITSTableLayout {
    /// Columns that can be columns of a table: scalars, text, and the parts `NAME_1`, `NAME_2` … of short vectors.
    private(set) var fields: [FITSField] = []
    /// Why the other columns cannot, by name.
    private(set) var refused: [String: String] = [:]
    /// Bytes of a row.
    let rowSize: Int
    let rowCount: Int

    /// Longest vector whose numbers become columns.
    static let longestVector = 64

    init(_ header: FITSTableHeader, path: String) throws {
        // cfitsio wants a whole file: an empty primary unit and the table's header, without its data.
        let primary = [
            "SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0", "END",
        ]
        .map { $0 + String(repeating: " ", count: 80 - $0.utf8.count) }.joined()
        var content = Array(primary.utf8)
        content += [UInt8](repeating: 0x20, count: FITSTableHeader.blockSize - content.count)
        content += header.bytes
        let memory = UnsafeMutableRawPointer.allocate(byteCount: content.count, alignment: 16)
        // cfitsio keeps the addresses of both until the file is closed.
        let place = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1)
        let size = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        memory.copyMemory(from: content, byteCount: content.count)
        place.initialize(to: memory)
        size.initialize(to: content.count)
        var opened: UnsafeMutablePointer<fitsfile>?
        var status: Int32 = 0
        ffomem(&opened, "table", READONLY, place, size, 0, nil, &status)
        defer {
            var ignored: Int32 = 0
            if let opened { ffclos(opened, &ignored) }
            ffcmsg()
            memory.deallocate()
            place.deallocate()
            size.deallocate()
        }
        var kind: Int32 = 0
        if let opened { ffmahd(opened, 2, &kind, &status) }
        guard status == 0, let opened, kind == BINARY_TBL || kind == ASCII_TBL else {
            throw InputError(
                file: path, problem: "the header of the table is not right: \(CFITSIOText.message(status))")
        }
        let keys = FITSKeywords(handle: opened)
        rowSize = keys.integer("NAXIS1").map(Int.init) ?? 0
        rowCount = keys.integer("NAXIS2").map(Int.init) ?? 0
        let count = keys.integer("TFIELDS").map(Int.init) ?? 0
        guard rowSize >= 0, rowCount >= 0, (0...999).contains(count) else {
            throw InputError(
                file: path, problem: "NAXIS1, NAXIS2 or TFIELDS of the table is not a sensible number",
                remedy: "Fetch or write the file again")
        }
        var offset = 0
        for number in stride(from: 1, through: count, by: 1) {
            if kind == ASCII_TBL {
                try addText(number, keys, path: path)
            } else {
                try add(number, keys, &offset, path: path)
            }
        }
        guard kind == ASCII_TBL || offset == rowSize else {
            throw InputError(
                file: path, problem: "the columns take \(offset) bytes of a row, but a row has \(rowSize) (NAXIS1)",
                remedy: "Fetch or write the file again")
        }
        try ColumnNames.check(fields.map(\.info.name), path: path, unnamed: "Give every column a TTYPE")
    }

    /// Adds the column of that number (1 is the first) of an ASCII table, wherever it stands in a row.
    private mutating func addText(_ number: Int, _ keys: FITSKeywords, path: String) throws {
        let format = keys.text("TFORM\(number)") ?? ""
        let name = keys.text("TTYPE\(number)").flatMap { $0.isEmpty ? nil : $0 } ?? "col\(number)"
        let parts = format.dropFirst().split(separator: ".", maxSplits: 1).map { Int($0) ?? -1 }
        let (width, places) = (parts.first ?? 0, parts.count == 2 ? parts[1] : 0)
        let forms: [Character: FITSField.Form] = [
            "A": .text(width), "I": .digits(width), "F": .decimal(width, places: places),
            "E": .decimal(width, places: places), "D": .decimal(width, places: places),
        ]
        guard let form = format.first.flatMap({ forms[$0] }), width > 0, (0...300).contains(places) else {
            throw InputError(file: path, column: name, problem: "TFORM\(number) is '\(format)', which is no format")
        }
        guard let first = keys.integer("TBCOL\(number)"), first >= 1, width <= rowSize, first <= rowSize - width + 1
        else {
            throw InputError(
                file: path, column: name,
                problem: "TBCOL\(number) and TFORM\(number) put the column outside of a row of \(rowSize) bytes",
                remedy: "Fetch or write the file again")
        }
        fields.append(
            FITSField(
                name, form, offset: Int(first) - 1, scale: keys.real("TSCAL\(number)") ?? 1,
                zero: keys.real("TZERO\(number)") ?? 0, nullText: keys.text("TNULL\(number)"),
                unit: keys.text("TUNIT\(number)"), ucd: keys.text("TUCD\(number)"),
                description: keys.text("TCOMM\(number)")))
    }

    /// Adds the column of that number of a binary table and goes behind its bytes.
    private mutating func add(_ number: Int, _ keys: FITSKeywords, _ offset: inout Int, path: String) throws {
        let format = keys.text("TFORM\(number)") ?? ""
        let name = keys.text("TTYPE\(number)").flatMap { $0.isEmpty ? nil : $0 } ?? "col\(number)"
        let digits = format.prefix { $0.isASCII && $0.isNumber }
        let rest = format.dropFirst(digits.count)
        guard let letter = rest.first, let repeats = digits.isEmpty ? 1 : Int(digits), repeats < 1 << 40 else {
            throw InputError(file: path, column: name, problem: "TFORM\(number) is '\(format)', which is no format")
        }
        let sizes: [Character: Int] = [
            "L": 1, "B": 1, "I": 2, "J": 4, "K": 8, "E": 4, "D": 8, "A": 1, "C": 8, "M": 16, "P": 8, "Q": 16,
        ]
        let start = offset
        let width = letter == "X" ? (repeats + 7) / 8 : (sizes[letter] ?? 0) * repeats
        offset += width
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
            // rAw: texts of w bytes side by side.
            let part = Int(rest.dropFirst().prefix { $0.isNumber }) ?? repeats
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
                FITSField(
                    parts == 1 ? name : "\(name)_\(part + 1)", form, offset: start + part * form.size,
                    scale: keys.real("TSCAL\(number)") ?? 1, zero: keys.real("TZERO\(number)") ?? 0,
                    null: keys.integer("TNULL\(number)"), unit: keys.text("TUNIT\(number)"),
                    ucd: keys.text("TUCD\(number)"), description: keys.text("TCOMM\(number)")))
        }
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
