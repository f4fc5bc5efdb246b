internal import CArrow
internal import Files
internal import Workers

/// Reads a Parquet file in batches; see ``ParquetFormat``.
final class ParquetReader: TableReader {
    let path: String
    let columns: [ColumnInfo]
    let info: TableInfo
    var rowCount: Int? { stored }
    private let file: ca_reader
    /// Numbers of the columns in the file.
    private let chosen: [Int32]
    /// The column whose vectors come with the rows: its number in the file, and the numbers in each.
    private let vectors: (number: Int32, width: Int)?
    private var isBegun = false
    private var row = 1
    /// Rows of the file, or of the groups that are read.
    private let stored: Int

    private static let batchRows = 1 << 16

    /// Opens `path`.
    ///
    /// Throws ``InputError`` when it is no whole Parquet file, a column asked for is not there, or its cells are such
    /// that no column here can hold them (lists, structures, binary data).
    ///
    /// - Parameters:
    ///   - vectors: the column whose vectors come with the batches, in ``Table/vectors``; nil for none.
    ///   - mayHold: whether a group of rows is read; nil for all.
    init(
        _ path: String, columns: [String]?, vectors: VectorColumn? = nil, mayHold: ((RowGroup) -> Bool)? = nil
    ) throws {
        let opened = try Self.open(path)
        do {
            let stored = (0..<ca_reader_column_count(opened)).map { ca_reader_column(opened, $0) }
            let names = stored.map { String(cString: $0.name) }
            try ColumnNames.check(names, path: path, unnamed: "Name every column")
            let fit = stored.indices.filter { ColumnType(stored[$0].type) != nil }
            let indices =
                try columns.map { try ColumnNames.indices(of: $0, in: names, path: path) }
                ?? (fit.isEmpty ? Array(stored.indices) : fit)
            let vectorNumber = vectors.flatMap { names.firstIndex(of: $0.name) }
            if columns == nil && !fit.isEmpty {
                let unfit = stored.indices.filter { ColumnType(stored[$0].type) == nil && $0 != vectorNumber }
                    .map { stored[$0] }
                LeftOutColumns.tell(
                    unfit.map { (String(cString: $0.name), String(cString: $0.stored_type)) }, path: path)
            }
            let footer = ParquetFooter(opened)
            let votable = try VOTableMetadata(footer.votable, path: path)
            self.columns = try Self.infos(indices.map { stored[$0] }, path: path).map(votable.completed)
            info = footer.completed(votable.table)
            chosen = indices.map(Int32.init)
            self.vectors = try vectors.map { vectors in
                guard let vectorNumber, stored[vectorNumber].type == CA_FLOATS,
                    Int(stored[vectorNumber].width) == vectors.width
                else {
                    throw InputError(
                        file: path, column: vectors.name,
                        problem: "there is no column of vectors of \(vectors.width) numbers here, as in other files",
                        remedy: ParquetColumn.damaged)
                }
                return (Int32(vectorNumber), vectors.width)
            }
            if let mayHold {
                let groups = RowGroup.all(of: opened, names: names).filter(mayHold)
                ca_reader_choose(opened, groups.map(\.number), Int32(groups.count))
                self.stored = groups.reduce(0) { $0 + $1.rowCount }
            } else {
                self.stored = max(0, Int(ca_reader_row_count(opened)))
            }
        } catch {
            ca_reader_close(opened)
            throw error
        }
        self.path = path
        file = opened
    }

    deinit { ca_reader_close(file) }

    /// Opens a file; the caller closes it. Throws ``InputError`` when it is no whole Parquet file.
    static func open(_ path: String) throws -> ca_reader {
        // Says in our words when the file is not there or may not be read.
        _ = try ByteReader(path, decompressing: false)
        var error = ca_error()
        var opened: ca_reader?
        guard ca_reader_open(path, &opened, &error), let opened else {
            throw InputError(
                file: path, taking: error, remedy: "Fetch or write the file again, or name it by its true format")
        }
        return opened
    }

    func next(_ maximumRows: Int) throws -> Table? {
        let most = vectors.map { VectorColumn.rowsAtATime(width: $0.width) } ?? Self.batchRows
        let rows = min(maximumRows, Self.batchRows, most, stored - row + 1)
        return rows > 0 && !columns.isEmpty ? try batch(rows) : nil
    }

    /// The whole table, of a reader that has not given a batch yet.
    func whole() throws -> Table {
        // What the footer says is believed as far as it can cost little.
        guard stored <= 1 << 28 else { return try rest() }
        var table = try batch(stored)
        table.info = info
        return table
    }

    /// The next rows of the file, columns side by side.
    private func batch(_ rows: Int) throws -> Table {
        try select()
        let marks = columns.map { _ in UnsafeMutableBufferPointer<Bool>.allocate(capacity: rows) }
        defer { for column in marks { column.deallocate() } }
        var hasMissing = [Bool](repeating: false, count: columns.count)
        var texts: [ParquetTexts] = []
        let values = try ColumnMemory.values(of: columns.map(\.type), rows: rows) { index in
            texts[index].cells
        } fill: { memory in
            // Each thread has columns of its own.
            nonisolated(unsafe) let read = columns.indices.map { index in
                ParquetColumn(
                    file: file, path: path, position: Int32(index), info: columns[index], firstRow: row,
                    memory: memory[index], marks: marks[index])
            }
            texts = read.map(\.texts)
            hasMissing = try Workers.map(count: read.count, threads: Workers.cores) { try read[$0].read() }
            for column in read { column.tell() }
        }
        defer { row += rows }
        var table = Table(
            columns: columns.indices.map {
                Column(columns[$0], values[$0], isMissing: hasMissing[$0] ? Array(marks[$0]) : nil)
            }, path: path, firstRow: row)
        table.vectors = try vectors.map { RowVectors(width: $0.width, try numbers(of: rows, width: $0.width)) }
        return table
    }

    /// The vectors of the next rows: axes (row, number).
    private func numbers(of rows: Int, width: Int) throws -> [Float] {
        var numbers: [Float] = []
        numbers.reserveCapacity(rows * width)
        while numbers.count < rows * width {
            var (cells, count, error) = (ca_cells(), Int64(0), ca_error())
            let done = numbers.count / width
            guard ca_reader_cells(file, Int32(chosen.count), Int64(rows - done), &cells, &count, &error) else {
                throw InputError(
                    file: path, taking: error, firstRow: row + done, remedy: ParquetColumn.damaged)
            }
            guard cells.width > 0, let found = cells.values else {
                // All of them are missing.
                numbers.append(contentsOf: repeatElement(.nan, count: Int(count) * width))
                continue
            }
            numbers.append(
                contentsOf: UnsafeBufferPointer(
                    start: found.assumingMemoryBound(to: Float.self), count: Int(count) * width))
        }
        return numbers
    }

    /// Chooses the columns, before the first cells are read.
    private func select() throws {
        guard !isBegun else { return }
        var error = ca_error()
        let numbers = chosen + (vectors.map { [$0.number] } ?? [])
        guard ca_reader_select(file, numbers, Int32(numbers.count), &error) else {
            throw InputError(file: path, taking: error, remedy: ParquetColumn.damaged)
        }
        isBegun = true
    }

    /// What the file says of the columns wanted.
    private static func infos(_ stored: [ca_column], path: String) throws -> [ColumnInfo] {
        func text(_ value: UnsafePointer<CChar>?) -> String? { value.map { String(cString: $0) } }
        let unfit = stored.filter { ColumnType($0.type) == nil }
        if let first = unfit.first {
            let types = unfit.map { "'\(String(cString: $0.name))' (\(String(cString: $0.stored_type)))" }
            throw InputError(
                file: path, column: String(cString: first.name),
                problem: "the cells do not fit into a table here, which has one number or text a cell: "
                    + types.joined(separator: ", "),
                remedy: "Leave it out; columns of numbers, truth values, texts, dates and times are read")
        }
        return stored.compactMap { column in
            ColumnType(column.type).map {
                ColumnInfo(
                    String(cString: column.name), $0, unit: text(column.unit), ucd: text(column.ucd),
                    description: text(column.description))
            }
        }
    }
}

extension InputError {
    /// What CArrow reports, whose memory is given back.
    init(
        file: String, taking error: ca_error, firstRow: Int = 1, column: String? = nil, remedy: String
    ) {
        self.init(
            file: file, row: error.row < 0 ? nil : firstRow + Int(error.row), column: column,
            problem: error.text.map { String(cString: $0) } ?? "Arrow gives no reason", remedy: remedy)
        ca_error_free(error)
    }
}
