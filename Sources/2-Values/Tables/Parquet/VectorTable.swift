internal import CArrow
internal import Files

/// Parquet files whose rows have a vector besides their plain cells: a list of a fixed size of `float` or `halffloat`, last
/// among the columns, which pyarrow, pandas and polars read as such. ``TableFile`` reads the plain columns.
///
/// ```swift
/// let column = VectorColumn("embedding", width: 1024, isHalf: false)
/// try VectorTable.write("e.parquet", columns: [ColumnInfo("id", .string)], vector: column) { append in
///     for batch in batches { try vectors(of: batch).withUnsafeBytes { try append(batch, $0) } }  // memory for a row group
/// }
/// let (width, values) = try VectorTable.vectors("e.parquet", named: "embedding")
/// ```
package enum VectorTable {
    /// Rows that Arrow decodes at a time, so that what it holds stays small.
    private static let rowsAtATime = 1 << 10

    /// Writes a file in batches, all or nothing. Row groups hold 16 MiB of vectors, stored as they are.
    ///
    /// - Parameters:
    ///   - columns: the plain columns, one or more.
    ///   - body: is given a function that adds rows and their vectors: axes (row, number), `Float` or the bits of halves.
    /// - Throws: ``WriteError``, and what `body` throws; nothing is then left under `path`.
    package static func write(
        _ path: String, columns: [ColumnInfo], vector: VectorColumn,
        _ body: (_ append: (Table, UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        try AtomicFile.replace(path) { temporary in
            let writer = try ParquetWriter(
                temporary, columns: columns, info: TableInfo(), finalPath: path, vector: vector)
            try body { try writer.write($0, 0..<$0.rowCount, $1) }
            try writer.finish()
        }
    }

    /// Reads the vectors of a file; lists of floating point of one length are some.
    ///
    /// - Parameter name: the column; where there is none of that name, the only column of vectors.
    /// - Returns: numbers in a vector, 0 where there are no rows that say so; and axes (row, number). Missing vectors and
    ///   numbers are NaN.
    /// - Throws: ``InputError`` when it is no whole Parquet file, has no such column, or a vector is of another length.
    package static func vectors(_ path: String, named name: String) throws -> (width: Int, values: [Float]) {
        let file = try ParquetReader.open(path)
        defer { ca_reader_close(file) }
        let column = try column(of: file, path, name)
        let described = ca_reader_column(file, column)
        let label = String(cString: described.name)
        let rows = max(0, Int(ca_reader_row_count(file)))
        var error = ca_error()
        var chosen = column
        guard ca_reader_select(file, &chosen, 1, &error) else {
            throw InputError(file: path, taking: error, column: label, remedy: ParquetColumn.damaged)
        }
        var width = Int(described.width)
        var values: [Float] = []
        var (done, missing) = (0, 0)
        while done < rows {
            var (cells, count) = (ca_cells(), Int64(0))
            guard ca_reader_cells(file, 0, Int64(min(rowsAtATime, rows - done)), &cells, &count, &error) else {
                throw InputError(
                    file: path, taking: error, firstRow: done + 1, column: label,
                    remedy: error.row < 0 ? ParquetColumn.damaged : "Give vectors of one length")
            }
            if cells.width > 0, width == 0 { width = Int(cells.width) }
            guard cells.width == 0 || Int(cells.width) == width else {
                throw InputError(
                    file: path, row: done + 1, column: label,
                    problem: "the vectors from here on have \(cells.width) numbers, those before \(width)",
                    remedy: "Give vectors of one length")
            }
            if width > 0, values.isEmpty { values.reserveCapacity(min(rows, 1 << 31 / width) * width) }
            if cells.width > 0, let found = cells.values {
                values += [Float](repeating: .nan, count: missing * width)
                missing = 0
                values += UnsafeBufferPointer(
                    start: found.assumingMemoryBound(to: Float.self), count: Int(count) * width)
            } else {
                missing += Int(count)
            }
            done += Int(count)
        }
        values += [Float](repeating: .nan, count: missing * width)
        return (width, values)
    }

    /// Names of the columns that ``TableFile`` reads, in order.
    package static func plainColumns(_ path: String) throws -> [String] {
        let file = try ParquetReader.open(path)
        defer { ca_reader_close(file) }
        return (0..<ca_reader_column_count(file)).map { ca_reader_column(file, $0) }
            .filter { ColumnType($0.type) != nil }.map { String(cString: $0.name) }
    }

    private static func column(of file: ca_reader, _ path: String, _ name: String) throws -> Int32 {
        let numbers = 0..<ca_reader_column_count(file)
        let vectors = numbers.filter { ca_reader_column(file, $0).type == CA_FLOATS }
        let names = vectors.map { String(cString: ca_reader_column(file, $0).name) }
        if let place = names.firstIndex(of: name) { return vectors[place] }
        guard let only = vectors.first, vectors.count == 1 else {
            throw InputError(
                file: path,
                problem: vectors.isEmpty
                    ? "there is no column of vectors" : "there are several columns of vectors: \(names)",
                remedy: "Give a Parquet file with a column '\(name)' of lists of floating-point numbers")
        }
        return only
    }
}
