internal import CArrow
internal import Files

/// Writes a Parquet file batch by batch; see ``ParquetFormat``.
final class ParquetWriter: TableWriter {
    private let columns: [ColumnInfo]
    private let info: TableInfo
    private let finalPath: String
    private let file: ca_writer
    /// Most bytes of a text of each column; nil for other columns.
    private var lengths: [Int?]
    /// A column of vectors after the others.
    private let vector: VectorColumn?

    /// Rows that are handed over at once: what keeps the copies small.
    static let batchRows = 1 << 16

    /// - Parameters:
    ///   - path: the file to write.
    ///   - finalPath: its name in messages.
    ///   - vector: a column of vectors after the others; each batch is then given with its vectors.
    ///   - groupRows: rows of a row group, 1 to 65,536.
    ///   - keepsEmptyTexts: whether empty texts are no nulls: astropy reads no column of texts with nulls.
    ///   - textWidths: bytes of the longest text of each column, where they are known: astropy warns without.
    init(
        _ path: String, columns: [ColumnInfo], info: TableInfo, finalPath: String, vector: VectorColumn? = nil,
        groupRows: Int = ParquetWriter.batchRows, keepsEmptyTexts: Bool = false, textWidths: [Int]? = nil
    ) throws {
        self.vector = vector
        self.columns = columns
        self.info = info
        self.finalPath = finalPath
        let texts = OwnedTexts()
        var described = columns.enumerated().map { place, info in
            ca_column(
                name: texts.pointer(info.name), type: info.type.parquet, unit: texts.pointer(info.unit),
                ucd: texts.pointer(info.ucd), description: texts.pointer(info.description), stored_type: nil,
                width: Int32(textWidths?[place] ?? 0))
        }
        if let vector {
            described.append(
                ca_column(
                    name: texts.pointer(vector.name), type: vector.isHalf ? CA_HALVES : CA_FLOATS, unit: nil,
                    ucd: texts.pointer(vector.ucd), description: texts.pointer(vector.description), stored_type: nil,
                    width: Int32(vector.width)))
        }
        var error = ca_error()
        var opened: ca_writer?
        guard
            ca_writer_open(path, described, Int32(described.count), Int32(groupRows), keepsEmptyTexts, &opened, &error),
            let opened
        else {
            throw WriteError(path: finalPath, taking: error)
        }
        file = opened
        lengths = columns.map { $0.type == .string ? 1 : nil }
        withExtendedLifetime(texts) {}
    }

    deinit { ca_writer_close(file) }

    func write(_ batch: Table) throws {
        if vector != nil {
            guard let vectors = batch.vectors else { preconditionFailure("the vectors are missing") }
            return try vectors.values.withUnsafeBytes { try write(batch, 0..<batch.rowCount, $0) }
        }
        checkColumns(of: batch, declared: columns)
        for start in stride(from: 0, to: batch.rowCount, by: Self.batchRows) {
            let rows = start..<min(start + Self.batchRows, batch.rowCount)
            for (position, column) in batch.columns.enumerated() { try give(column, rows, position) }
            var error = ca_error()
            guard ca_writer_write(file, &error) else { throw WriteError(path: finalPath, taking: error) }
        }
    }

    /// Adds some rows of a table and their vectors, of which there is a whole number in `vectors`, or it traps.
    func write(_ batch: Table, _ rows: Range<Int>, _ vectors: UnsafeRawBufferPointer) throws {
        guard let vector else { preconditionFailure("there is no column of vectors") }
        checkColumns(of: batch, declared: columns)
        precondition(
            vectors.count == rows.count * vector.width * vector.bytes, "\(vectors.count) bytes of vectors")
        for (position, column) in batch.columns.enumerated() { try give(column, rows, position) }
        var cells = ca_cells()
        cells.values = vectors.baseAddress
        cells.width = Int64(vector.width)
        try give(cells, rows.count, columns.count)
        var error = ca_error()
        guard ca_writer_write(file, &error) else { throw WriteError(path: finalPath, taking: error) }
    }

    /// Writes the footer.
    func finish() throws {
        let votable =
            VOTableHeader.start(columns, info: info, lengths: lengths)
            + (vector.map(VOTableHeader.field) ?? "") + VOTableHeader.end
        let pairs = ParquetFooter(info, votable: votable).pairs
        let texts = OwnedTexts()
        let keys = pairs.map { texts.pointer($0.key) }
        let values = pairs.map { texts.pointer($0.value) }
        var error = ca_error()
        guard ca_writer_finish(file, keys, values, Int32(pairs.count), &error) else {
            throw WriteError(path: finalPath, taking: error)
        }
        withExtendedLifetime(texts) {}
    }

    private func give(_ column: Column, _ rows: Range<Int>, _ position: Int) throws {
        switch column.values {
        case .boolean(let cells): try give(cells, column.isMissing, rows, position)
        case .int32(let cells): try give(cells, column.isMissing, rows, position)
        case .int64(let cells): try give(cells, column.isMissing, rows, position)
        case .float(let cells): try give(cells, nil, rows, position)
        case .double(let cells): try give(cells, nil, rows, position)
        case .text(let cells): try give(texts: cells, rows, position)
        }
    }

    private func give<Cell>(_ values: [Cell], _ missing: [Bool]?, _ rows: Range<Int>, _ position: Int) throws {
        var cells = ca_cells()
        try values.withUnsafeBytes { values in
            cells.values = values.baseAddress.map { $0 + rows.lowerBound * MemoryLayout<Cell>.stride }
            guard let missing else { return try give(cells, rows.count, position) }
            try missing.withUnsafeBytes { missing in
                cells.missing = missing.baseAddress.map {
                    ($0 + rows.lowerBound).assumingMemoryBound(to: UInt8.self)
                }
                try give(cells, rows.count, position)
            }
        }
    }

    private func give(texts: Texts, _ rows: Range<Int>, _ position: Int) throws {
        guard let numbers = texts.numbers else { return try give(plain: texts, rows, position) }
        try numbers.withUnsafeBufferPointer { numbers in
            try give(numbered: texts, UnsafeBufferPointer(rebasing: numbers[rows]), position)
        }
    }

    /// Gives few texts of many cells.
    private func give(numbered texts: Texts, _ numbers: UnsafeBufferPointer<Int32>, _ position: Int) throws {
        var isUsed = [Bool](repeating: false, count: texts.places.count - 1)
        for number in numbers { isUsed[Int(number)] = true }
        for (word, isUsed) in isUsed.enumerated() where isUsed {
            lengths[position] = max(lengths[position] ?? 1, texts.places[word + 1] - texts.places[word])
        }
        try texts.bytes.withUnsafeBytes { bytes in
            try texts.places.withUnsafeBufferPointer { places in
                try places.withMemoryRebound(to: Int64.self) { places in
                    var cells = Self.cells(bytes, places)
                    cells.indices = numbers.baseAddress
                    try give(cells, numbers.count, position)
                }
            }
        }
    }

    /// Gives texts where they lie.
    private func give(plain texts: Texts, _ rows: Range<Int>, _ position: Int) throws {
        let places = texts.places[rows.lowerBound...rows.upperBound]
        var longest = lengths[position] ?? 1
        for (start, end) in zip(places, places.dropFirst()) { longest = max(longest, end - start) }
        lengths[position] = longest
        try texts.bytes.withUnsafeBytes { bytes in
            try places.withUnsafeBufferPointer { places in
                try places.withMemoryRebound(to: Int64.self) { try give(Self.cells(bytes, $0), rows.count, position) }
            }
        }
    }

    /// Texts one behind the other.
    private static func cells(_ bytes: UnsafeRawBufferPointer, _ offsets: UnsafeBufferPointer<Int64>) -> ca_cells {
        var cells = ca_cells()
        cells.bytes = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        cells.offsets = offsets.baseAddress
        cells.text_count = Int64(offsets.count - 1)
        return cells
    }

    private func give(_ cells: ca_cells, _ rows: Int, _ position: Int) throws {
        var cells = cells
        var error = ca_error()
        guard ca_writer_cells(file, Int32(position), &cells, Int64(rows), &error) else {
            throw WriteError(path: finalPath, taking: error)
        }
    }
}

/// Texts as C wants them, as long as this lives.
private final class OwnedTexts {
    private var memory: [UnsafeMutablePointer<CChar>] = []

    func pointer(_ text: String?) -> UnsafePointer<CChar>? {
        guard let text else { return nil }
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        copy.initialize(from: Array(bytes), count: bytes.count)
        memory.append(copy)
        return UnsafePointer(copy)
    }

    deinit { for text in memory { text.deallocate() } }
}

extension WriteError {
    /// What CArrow reports, whose memory is given back.
    init(path: String, taking error: ca_error) {
        if error.system != 0 {
            self.init(path: path, code: error.system)
        } else {
            self.init(path: path, reason: error.text.map { String(cString: $0) } ?? "Arrow gives no reason")
        }
        ca_error_free(error)
    }
}
