internal import Files
internal import Sky
internal import Tables
internal import Workers

/// A column as the page keeps it: numbers of a fixed width, their bytes sorted by place, in gzip.
struct PackedColumn: Sendable {
    /// How the bytes are read (`data.js`).
    enum Kind: String {
        /// Steps of 16 bits from a low value; 65,535 is missing.
        case steps
        /// Whole numbers of 32 bits to be divided by 10^digits; the lowest is missing.
        case decimal
        case float, double
        /// Places in a list of words, 8 or 16 bits; the highest is missing.
        case words8, words16
        /// UTF-8 with a NUL byte behind each cell.
        case text
    }

    let info: ColumnInfo
    let kind: Kind
    /// What else is needed to read it, as members of a JSON object.
    var details: [(name: String, json: String)] = []
    /// The cells in gzip.
    let bytes: [UInt8]

    /// Description for the page's list of columns.
    var json: String {
        let known = [
            ("name", PageJSON.text(info.name)), ("kind", PageJSON.text(kind.rawValue)),
            ("type", PageJSON.text(info.type == .boolean ? "flag" : info.type == .string ? "text" : "number")),
            ("unit", PageJSON.text(info.unit)), ("about", PageJSON.text(info.description)),
        ]
        return "{" + (known + details).map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    private init(_ info: ColumnInfo, _ kind: Kind, _ details: [(String, String)] = [], _ bytes: [UInt8]) throws {
        self.info = info
        self.kind = kind
        self.details = details.map { (name: $0.0, json: $0.1) }
        self.bytes = try GzipBytes.compressed(bytes)
    }

    /// All columns of a page: coordinates first, then positions, then the others.
    static func columns(of table: PageTable, _ positions: MapPositions, threads: Int) throws -> [PackedColumn] {
        var columns = try positions.steps.enumerated().map { axis, steps in
            try PackedColumn(
                ColumnInfo(table.coordinates[axis].name, .double, description: "Place on the map"), .steps,
                [("low", "\(positions.lows[axis])"), ("step", "\(positions.step)")], Self.planes(steps))
        }
        var others = table.columns
        if let sky = table.sky {
            others += [
                Column("ra", .double(sky.map { $0?.ra.degrees ?? .nan }), unit: "deg", description: "ICRS"),
                Column("dec", .double(sky.map { $0?.dec.degrees ?? .nan }), unit: "deg", description: "ICRS"),
            ]
        }
        let all = others
        columns += try Workers.map(count: all.count, threads: threads) { try PackedColumn(all[$0]) }
        return columns
    }

    /// A column in the smallest of the forms that keep its values.
    init(_ column: Column) throws {
        switch column.values {
        case .boolean(let cells):
            let texts = cells.indices.map { column.hasValue($0) ? (cells[$0] ? "true" : "false") : "" }
            try self.init(column.info, texts: texts)
        case .text: try self.init(column.info, texts: column.texts)
        case .int32(let cells): try self.init(column, numbers: cells.map(Double.init))
        case .int64(let cells):
            // Beyond 2⁵³ a number of the page would lose digits.
            guard cells.allSatisfy({ $0.magnitude <= 1 << 53 }) else {
                try self.init(column.info, texts: column.texts)
                return
            }
            try self.init(column, numbers: cells.map(Double.init))
        case .float(let cells):
            guard cells.allSatisfy({ !$0.isInfinite }), let (digits, whole) = Self.decimals(cells) else {
                try self.init(column.info, .float, [], Self.planes(cells.map(\.bitPattern)))
                return
            }
            try self.init(column.info, .decimal, [("digits", "\(digits)"), ("single", "true")], Self.planes(whole))
        case .double(let cells): try self.init(column, numbers: cells)
        }
    }

    private init(_ column: Column, numbers: [Double]) throws {
        let cells = numbers.indices.map { column.hasValue($0) ? numbers[$0] : .nan }
        if let (digits, whole) = Self.decimals(cells) {
            try self.init(column.info, .decimal, [("digits", "\(digits)")], Self.planes(whole))
        } else {
            try self.init(column.info, .double, [], Self.planes(cells.map(\.bitPattern)))
        }
    }

    private init(_ info: ColumnInfo, texts: [String]) throws {
        var places: [String: Int] = [:]
        var words: [String] = []
        let most = min(60_000, max(64, texts.count / 4))
        for text in texts where !text.isEmpty && places[text] == nil {
            places[text] = words.count
            words.append(text)
            if words.count > most { break }
        }
        guard words.count <= most else {
            var bytes: [UInt8] = []
            for text in texts {
                bytes.append(contentsOf: text.utf8.lazy.filter { $0 != 0 })
                bytes.append(0)
            }
            try self.init(info, .text, [], bytes)
            return
        }
        let details = [("words", PageJSON.list(words.map { PageJSON.text($0) }))]
        if words.count < 255 {
            try self.init(info, .words8, details, texts.map { places[$0].map(UInt8.init) ?? .max })
        } else {
            try self.init(info, .words16, details, Self.planes(texts.map { places[$0].map(UInt16.init) ?? .max }))
        }
    }

    /// The number of decimals and the whole numbers that give back every value to the last bit; nil where there are none.
    private static func decimals<Number: BinaryFloatingPoint>(_ cells: [Number]) -> (Int, [Int32])? {
        var digits = 0
        var scale = 1.0
        var whole: [Int32] = []
        whole.reserveCapacity(cells.count)
        // Those that were found with fewer digits are made anew where more are needed.
        var row = 0
        while row < cells.count {
            let cell = cells[row]
            guard !cell.isNaN else {
                whole.append(.min)
                row += 1
                continue
            }
            let scaled = (Double(cell) * scale).rounded()
            guard abs(scaled) < 2_147_483_647 else { return nil }
            if Number(scaled / scale) == cell && !(scaled == 0 && cell.sign == .minus) {
                whole.append(Int32(scaled))
                row += 1
            } else {
                digits += 1
                guard digits <= 8 else { return nil }
                scale *= 10
                (row, whole) = (0, [])
            }
        }
        return (digits, whole)
    }

    /// The bytes of numbers, all lowest bytes first, then all of the next place: zeros stand together then.
    private static func planes(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
        guard let width = numbers.first.map({ $0.bitWidth / 8 }) else { return [] }
        return [UInt8](unsafeUninitializedCapacity: numbers.count * width) { buffer, count in
            for (row, number) in numbers.enumerated() {
                for byte in 0..<width {
                    buffer[byte * numbers.count + row] = UInt8(truncatingIfNeeded: number >> (8 * byte))
                }
            }
            count = numbers.count * width
        }
    }
}
