internal import Files

/// The columns of a table while its rows are read, and which field goes where.
struct VOTableColumns {
    private var columns: [VOTableColumn] = []
    /// Where the parts of each field begin in `targets`, and where the last one ends.
    private var starts = [0]
    /// Number of the column of each part of each field; -1 for a part that is not wanted.
    private var targets: [Int] = []
    /// Characters of each text of a field that has several.
    private var widths: [Int] = []
    /// Whether any part of a field is wanted.
    private(set) var isWanted: [Bool] = []

    /// - Parameters:
    ///   - wanted: names of the columns, in order; nil for all that there can be.
    ///   - path: the file, for messages.
    /// - Throws: ``InputError`` when one is not there, or its cells do not fit into a table.
    init(_ fields: [VOTableField], wanted: [String]?, path: String) throws {
        guard !fields.isEmpty else {
            throw InputError(file: path, problem: "the TABLE has no FIELD", remedy: "Ask the service for a table")
        }
        let infos = fields.map(\.infos)
        let names = infos.flatMap { $0.map(\.name) }
        let unfit = fields.filter { $0.parts == 0 }
        try ColumnNames.check(names + unfit.map(\.name), path: path, unnamed: "Give every FIELD a name")
        let refused =
            names.isEmpty
            ? unfit.first
            : unfit.first { field in
                wanted?.contains { $0.lowercased() == field.name.lowercased() } ?? false
            }
        if let refused {
            throw InputError(
                file: path, column: refused.name,
                problem: "each cell is an array (\(refused.datatype.rawValue), arraysize \(refused.arraysize ?? "1")), "
                    + "and a table here has one number or text a cell",
                remedy:
                    "Leave it out; columns of numbers, truth values and text are read, and arrays of a fixed length "
                    + "up to \(VOTableField.longestVector)")
        }
        targets = [Int](repeating: -1, count: names.count)
        let parts = zip(fields, infos).flatMap { field, infos in infos.map { (field, $0) } }
        for index in try ColumnNames.indices(of: wanted, in: names, path: path) {
            targets[index] = columns.count
            columns.append(VOTableColumn(parts[index].0, parts[index].1))
        }
        for field in fields { starts.append((starts.last ?? 0) + field.parts) }
        widths = fields.map { ($0.count ?? 0) / max(1, $0.parts) }
        if wanted == nil {
            LeftOutColumns.tell(
                unfit.map { ($0.name, "\($0.datatype.rawValue), arraysize \($0.arraysize ?? "1")") }, path: path)
        }
        isWanted = fields.indices.map { targets[starts[$0]..<starts[$0 + 1]].contains { $0 >= 0 } }
    }

    init() {}

    var infos: [ColumnInfo] { columns.map(\.builder.info) }

    /// Takes the first `rows` rows out.
    mutating func take(_ rows: Int) -> [Column] {
        columns.indices.map { columns[$0].builder.take(rows) }
    }

    /// Adds the cell of a field that a TD holds; the numbers of an array stand between blanks.
    mutating func append(_ text: UnsafeBufferPointer<UInt8>, field: Int) throws(VOTableColumn.Unreadable) {
        let parts = starts[field]..<starts[field + 1]
        if parts.count == 1 { return try columns[targets[parts.lowerBound]].append(text: text) }
        if let column = targets[parts].first(where: { $0 >= 0 }), columns[column].datatype.isText {
            return try append(texts: text, field: field)
        }
        let values = text.split { $0 <= 32 }
        if values.isEmpty { return appendMissing(field: field) }
        guard values.count == parts.count else {
            throw VOTableColumn.Unreadable(problem: "the cell has \(values.count) values, and its FIELD \(parts.count)")
        }
        for (part, value) in zip(parts, values) where targets[part] >= 0 {
            try columns[targets[part]].append(text: UnsafeBufferPointer(rebasing: value))
        }
    }

    /// Adds a cell of several texts of equal length, one behind the other.
    private mutating func append(
        texts: UnsafeBufferPointer<UInt8>, field: Int
    ) throws(VOTableColumn.Unreadable) {
        var rest = Substring(String(decoding: texts, as: UTF8.self)).unicodeScalars
        for part in starts[field]..<starts[field + 1] {
            var piece = Array(String(rest.prefix(widths[field])).utf8)
            while let last = piece.last, last == 0x20 || last == 0 { piece.removeLast() }
            rest = rest.dropFirst(widths[field])
            guard targets[part] >= 0 else { continue }
            try piece.withUnsafeBufferPointer { bytes throws(VOTableColumn.Unreadable) in
                try columns[targets[part]].append(text: bytes)
            }
        }
    }

    /// Adds a missing cell of a field.
    mutating func appendMissing(field: Int) {
        for part in starts[field]..<starts[field + 1] where targets[part] >= 0 {
            columns[targets[part]].builder.appendMissing()
        }
    }

    /// Adds the cell of a field that lies in a binary stream, and nothing else.
    mutating func append(_ cell: inout VOTableCursor, field: Int) {
        let parts = starts[field]..<starts[field + 1]
        if parts.count == 1 { return columns[targets[parts.lowerBound]].append(&cell) }
        let size = cell.rest.count / parts.count
        for part in parts {
            var value = VOTableCursor(cell.take(size))
            if targets[part] >= 0 { columns[targets[part]].append(&value) }
        }
    }
}
