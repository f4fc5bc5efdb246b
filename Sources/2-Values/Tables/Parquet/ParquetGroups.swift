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
    package static func reader(
        _ path: String, columns: [String]? = nil, mayHold: @escaping (RowGroup) -> Bool
    ) throws -> any TableReader {
        try ParquetReader(path, columns: columns, mayHold: mayHold)
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
    package static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo, groupRows: Int, textWidths: [Int]? = nil,
        _ body: (any TableWriter) throws -> Void
    ) throws {
        precondition((1...ParquetWriter.batchRows).contains(groupRows), "groups of \(groupRows) rows")
        try AtomicFile.replace(path) { temporary in
            let writer = try ParquetWriter(
                temporary, columns: columns, info: info, finalPath: path, groupRows: groupRows,
                keepsEmptyTexts: true, textWidths: textWidths)
            try body(writer)
            try writer.finish()
        }
    }

    /// Writes a whole table in groups of `groupRows` rows; see ``write(_:columns:info:groupRows:textWidths:_:)``.
    package static func write(_ table: Table, to path: String, info: TableInfo, groupRows: Int) throws {
        let widths = table.columns.map { column in
            guard case .text(let texts) = column.values else { return 0 }
            return max(1, texts.longest)
        }
        try write(
            path, columns: table.columns.map(\.info), info: info, groupRows: groupRows, textWidths: widths
        ) { try $0.write(table) }
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
