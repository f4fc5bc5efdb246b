internal import CArrow
internal import Files

/// One column of a Parquet file that is read into memory.
struct ParquetColumn {
    let file: ca_reader
    let path: String
    /// Its place among the columns that are read.
    let position: Int32
    let info: ColumnInfo
    /// Number of the first row that is read, 1 is the first of the file.
    let firstRow: Int
    /// First cell of the memory; nil of text.
    let memory: UnsafeMutableRawPointer?
    /// Room for a mark a row, not yet filled, which says whether the cell is missing.
    let marks: UnsafeMutableBufferPointer<Bool>

    static let damaged = "The file is damaged: fetch or write it again"

    /// Cells that Arrow converts at a time.
    private static let piece = 1 << 17

    /// The cells of a column of text.
    let texts = ParquetTexts()

    init(
        file: ca_reader, path: String, position: Int32, info: ColumnInfo, firstRow: Int,
        memory: UnsafeMutableRawPointer?, marks: UnsafeMutableBufferPointer<Bool>
    ) {
        (self.file, self.path, self.position, self.info, self.firstRow) = (file, path, position, info, firstRow)
        (self.memory, self.marks) = (memory, marks)
    }

    /// Tells the user when a text was not UTF-8.
    func tell() { texts.latin1.tell(path: path, column: info.name) }

    /// Reads the next cells, as many as there are marks.
    ///
    /// - Returns: whether some are missing; only then are the marks filled. Missing numbers of floating point are NaN and
    ///   missing texts empty, without a mark.
    /// - Throws: ``InputError`` with row and column.
    func read() throws -> Bool {
        var error = ca_error()
        if let memory, ca_reader_fills(file, position) {
            var hasMissing = false
            let bytes = UnsafeMutableRawPointer(marks.baseAddress)?.assumingMemoryBound(to: UInt8.self)
            guard ca_reader_fill(file, position, Int64(marks.count), memory, bytes, &hasMissing, &error) else {
                throw failure(error, done: 0)
            }
            return hasMissing
        }
        var (done, hasMissing) = (0, false)
        while done < marks.count {
            var (cells, count) = (ca_cells(), Int64(0))
            let limit = Int64(min(marks.count - done, Self.piece))
            guard ca_reader_cells(file, position, limit, &cells, &count, &error) else {
                throw failure(error, done: done)
            }
            let rows = done..<done + Int(count)
            if cells.missing != nil && !hasMissing {
                UnsafeMutableBufferPointer(rebasing: marks[..<done]).initialize(repeating: false)
                hasMissing = true
            }
            if hasMissing { mark(rows, cells.missing) }
            store(cells, in: rows)
            done = rows.upperBound
        }
        return hasMissing
    }

    private func failure(_ error: ca_error, done: Int) -> InputError {
        InputError(
            file: path, taking: error, firstRow: firstRow + done, column: info.name,
            remedy: error.row < 0 ? Self.damaged : "Leave the column out, or correct the cell")
    }

    private func mark(_ rows: Range<Int>, _ missing: UnsafePointer<UInt8>?) {
        for row in rows { marks[row] = missing.map { $0[row - rows.lowerBound] != 0 } ?? false }
    }

    private func store(_ cells: ca_cells, in rows: Range<Int>) {
        func numbers<Cell>(_ type: Cell.Type) {
            guard let values = cells.values, let memory else { return }
            let stride = MemoryLayout<Cell>.stride
            (memory + rows.lowerBound * stride).copyMemory(from: values, byteCount: rows.count * stride)
        }
        switch info.type {
        case .boolean: numbers(Bool.self)
        case .int32: numbers(Int32.self)
        case .int64: numbers(Int64.self)
        case .float: numbers(Float.self)
        case .double: numbers(Double.self)
        case .string: texts.append(cells, rows: rows.count)
        }
    }
}
