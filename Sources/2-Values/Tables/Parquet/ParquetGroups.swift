internal import CArrow
internal import Files

/// Parquet files in small groups of rows, of which those are read that may hold what is wanted; and the metadata files of a
/// directory of them.
///
/// ```swift
/// try ParquetGroups.write("cell.parquet", columns: columns, groupRows: 8192) { try $0.write(sorted) }
/// ```
package enum ParquetGroups {
    /// Opens a file for its groups of rows alone that `mayHold` what is wanted; see ``TableFile/reader(_:columns:text:)``.
    ///
    /// - Parameter vectors: the column whose vectors come with the rows (``Table/vectors``), one of ``vectorColumn(of:named:)``;
    ///   nil for none.
    package static func reader(
        _ path: String, columns: [String]? = nil, vectors: VectorColumn? = nil, mayHold: @escaping (RowGroup) -> Bool
    ) throws -> any TableReader {
        try ParquetReader(path, columns: columns, vectors: vectors, mayHold: mayHold)
    }

    /// What a file says of a column of vectors of a fixed size; nil where it has none of that name.
    ///
    /// - Throws: ``InputError`` when it is no whole Parquet file.
    package static func vectorColumn(of path: String, named name: String) throws -> VectorColumn? {
        let file = try ParquetReader.open(path)
        defer { ca_reader_close(file) }
        return (0..<ca_reader_column_count(file)).map { ca_reader_column(file, $0) }
            .first { String(cString: $0.name) == name && $0.type == CA_FLOATS && $0.width > 0 }
            .map {
                VectorColumn(
                    name, width: Int($0.width), isHalf: false, ucd: $0.ucd.map { String(cString: $0) },
                    description: $0.description.map { String(cString: $0) })
            }
    }

    /// Bytes of the longest text of each column of a file that says so, by the column's name.
    ///
    /// - Throws: ``InputError`` when it is no whole Parquet file.
    package static func textWidths(of path: String) throws -> [String: Int] {
        let file = try ParquetReader.open(path)
        defer { ca_reader_close(file) }
        return ParquetFooter(file).textWidths
    }

    /// Writes a table in batches, all or nothing, in groups of `groupRows` rows; see ``TableFile/write(_:columns:info:_:)``.
    /// Empty texts are no nulls, so that astropy reads them.
    ///
    /// - Parameters:
    ///   - groupRows: 1 to 65,536; it traps on others.
    ///   - textWidths: bytes of the longest text of each column, 1 or more, where they are known beforehand.
    ///   - vector: a column of vectors behind the others, in single precision; the rows then come with theirs
    ///     (``Table/vectors``), or it traps. Groups have fewer rows where vectors of so many take more than 16 MiB.
    package static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo, groupRows: Int, textWidths: [Int]? = nil,
        vector: VectorColumn? = nil, _ body: (any TableWriter) throws -> Void
    ) throws {
        try write(path, columns, info, groupRows, textWidths, vector) { (writer: ParquetWriter) in try body(writer) }
    }

    private static func write(
        _ path: String, _ columns: [ColumnInfo], _ info: TableInfo, _ groupRows: Int, _ textWidths: [Int]?,
        _ vector: VectorColumn?, _ body: (ParquetWriter) throws -> Void
    ) throws {
        precondition((1...ParquetWriter.batchRows).contains(groupRows), "groups of \(groupRows) rows")
        try AtomicFile.replace(path) { temporary in
            let writer = try ParquetWriter(
                temporary, columns: columns, info: info, finalPath: path, vector: vector, groupRows: groupRows,
                keepsEmptyTexts: true, textWidths: textWidths)
            try body(writer)
            try writer.finish()
        }
    }

    /// Writes a whole table in groups of `groupRows` rows; see ``write(_:columns:info:groupRows:textWidths:vector:_:)``.
    ///
    /// - Parameter vectors: of the rows; nil for none.
    package static func write(
        _ table: Table, to path: String, info: TableInfo, groupRows: Int, vectors: VectorFeed? = nil
    ) throws {
        let widths = table.columns.map { column in
            guard case .text(let texts) = column.values else { return 0 }
            return max(1, texts.longest)
        }
        try write(path, table.columns.map(\.info), info, groupRows, widths, vectors?.column) { writer in
            guard let vectors else { return try writer.write(table) }
            var done = 0
            try vectors.pieces { numbers in
                let rows = done..<done + numbers.count / vectors.column.width
                try numbers.withUnsafeBytes { try writer.write(table, rows, $0) }
                done = rows.upperBound
            }
            precondition(done == table.rowCount, "\(done) vectors for \(table.rowCount) rows")
        }
    }

    /// Writes one file with the metadata of several, all or nothing: what is called `_metadata` beside them.
    ///
    /// - Parameters:
    ///   - files: paths of the files as seen from `directory`, one or more, all with the same columns.
    /// - Throws: ``InputError`` for a file that is none, or has other columns; ``WriteError``.
    package static func writeMetadata(of files: [String], in directory: String, to path: String) throws {
        try AtomicFile.replace(path) { temporary in
            let footers = ca_footers_open()
            defer { ca_footers_close(footers) }
            var error = ca_error()
            for name in files {
                let file = "\(directory)/\(name)"
                guard ca_footers_add(footers, file, name, &error) else {
                    throw InputError(file: file, taking: error, remedy: ParquetColumn.damaged)
                }
            }
            guard ca_footers_write(footers, temporary, &error) else { throw WriteError(path: path, taking: error) }
        }
    }
}
