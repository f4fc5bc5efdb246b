internal import CArrow
internal import Files
internal import Synchronization
internal import Workers

/// Reads a Parquet file in batches; see ``ParquetFormat``.
final class ParquetReader: TableReader {
    let path: String
    let columns: [ColumnInfo]
    let rowCount: Int?
    private let file: ca_reader
    /// Numbers of the columns in the file.
    private let chosen: [Int32]
    private var isBegun = false
    private var leftover = Leftover()
    private var row = 1

    private static let batchRows = 1 << 16

    /// Opens `path`.
    ///
    /// Throws ``InputError`` when it is no whole Parquet file, a column asked for is not there, or its cells are such
    /// that no column here can hold them (lists, structures, binary data).
    init(_ path: String, columns: [String]?) throws {
        // Says in our words when the file is not there or may not be read.
        _ = try ByteReader(path, decompressing: false)
        var error = ca_error()
        var opened: ca_reader?
        guard ca_reader_open(path, &opened, &error), let opened else {
            throw InputError(
                file: path, taking: error, remedy: "Fetch or write the file again, or name it by its true format")
        }
        do {
            let stored = (0..<ca_reader_column_count(opened)).map { ca_reader_column(opened, $0) }
            let names = stored.map { String(cString: $0.name) }
            try ColumnNames.check(names, path: path, unnamed: "Name every column")
            let fit = stored.indices.filter { ColumnType(stored[$0].type) != nil }
            let indices =
                try columns.map { try ColumnNames.indices(of: $0, in: names, path: path) }
                ?? (fit.isEmpty ? Array(stored.indices) : fit)
            let content = ca_reader_metadata(opened, ParquetFormat.contentKey).map { String(cString: $0) }
            self.columns = try Self.infos(indices.map { stored[$0] }, path: path)
                .map(try VOTableMetadata(content, path: path).completed)
            chosen = indices.map(Int32.init)
        } catch {
            ca_reader_close(opened)
            throw error
        }
        self.path = path
        rowCount = Int(ca_reader_row_count(opened))
        file = opened
    }

    deinit { ca_reader_close(file) }

    func next(_ maximumRows: Int) throws -> Table? {
        try leftover.next(maximumRows) {
            var builders = columns.map(ColumnBuilder.init)
            let firstRow = row
            guard try append(to: &builders, batchRows: min(maximumRows, Self.batchRows)) else { return nil }
            return Self.table(&builders, path: path, firstRow: firstRow)
        }
    }

    /// The whole table, of a reader that has not given a batch yet.
    func whole() throws -> Table {
        var builders = columns.map(ColumnBuilder.init)
        // What the footer says is believed as far as it can cost little.
        for index in builders.indices { builders[index].reserve(min(rowCount ?? 0, 1 << 26)) }
        while try append(to: &builders, batchRows: Self.batchRows) {}
        return Self.table(&builders, path: path, firstRow: 1)
    }

    /// Adds the next batch of the file to `builders`, columns side by side. Returns false at the end.
    private func append(to builders: inout [ColumnBuilder], batchRows: Int) throws -> Bool {
        guard !columns.isEmpty else { return false }
        var error = ca_error()
        if !isBegun {
            guard ca_reader_select(file, chosen, Int32(chosen.count), Int64(batchRows), &error) else {
                throw InputError(file: path, taking: error, remedy: Self.damaged)
            }
            isBegun = true
        }
        var rows: Int64 = 0
        guard ca_reader_next(file, &rows, &error) else {
            throw InputError(file: path, taking: error, remedy: Self.damaged)
        }
        guard rows > 0 else { return false }
        let failures = Mutex<[Int: InputError]>([:])
        let count = Int(rows)
        builders.withUnsafeMutableBufferPointer { builders in
            // Each thread has columns of its own.
            nonisolated(unsafe) let builders = builders
            nonisolated(unsafe) let file = file
            let (path, row, columns) = (path, row, columns)
            Workers.perform(builders.count) { index in
                var cells = ca_cells()
                var error = ca_error()
                if ca_reader_cells(file, Int32(index), &cells, &error) {
                    builders[index].append(cells, rows: count)
                } else {
                    let failure = InputError(
                        file: path, taking: error, firstRow: row, column: columns[index].name,
                        remedy: "Leave the column out, or correct the cell")
                    failures.withLock { $0[index] = failure }
                }
            }
        }
        if let failure = failures.withLock({ $0.min { $0.key < $1.key } }) { throw failure.value }
        row += count
        return true
    }

    private static let damaged = "The file is damaged: fetch or write it again"

    private static func table(_ builders: inout [ColumnBuilder], path: String, firstRow: Int) -> Table {
        Table(columns: builders.indices.map { builders[$0].take(builders[$0].count) }, path: path, firstRow: firstRow)
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
    fileprivate init(
        file: String, taking error: ca_error, firstRow: Int = 1, column: String? = nil, remedy: String
    ) {
        self.init(
            file: file, row: error.row < 0 ? nil : firstRow + Int(error.row), column: column,
            problem: error.text.map { String(cString: $0) } ?? "Arrow gives no reason", remedy: remedy)
        ca_error_free(error)
    }
}
