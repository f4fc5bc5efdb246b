internal import Files

/// What a VOTable without data says of a Parquet file that carries it, and of its columns (VOParquet 1.0).
struct VOTableMetadata {
    private var infos: [String: ColumnInfo] = [:]
    /// What it says of the table.
    private(set) var table = TableInfo()

    /// - Parameters:
    ///   - content: the VOTable; nil when there is none.
    ///   - path: the Parquet file, for messages.
    /// - Throws: ``InputError`` when it is no whole VOTable.
    init(_ content: String?, path: String) throws {
        guard var content else { return }
        do {
            let parser = try VOTableParser(path: path, columns: [])
            try content.withUTF8 { try parser.feed(UnsafeRawBufferPointer($0)) }
            try parser.finish()
            table = parser.info
            for field in parser.fields {
                infos[field.name] = ColumnInfo(
                    field.name, .string, unit: field.unit, ucd: field.ucd, description: field.description,
                    frame: field.frame)
            }
        } catch let error as InputError {
            throw InputError(
                file: path, problem: "the VOTable in its footer is not right: \(error.problem)",
                remedy: "Write the file again without the key \(ParquetFooter.content), or with a right one")
        }
    }

    /// The column with what it lacks of unit, UCD and description.
    func completed(_ column: ColumnInfo) -> ColumnInfo {
        guard let known = infos[column.name] else { return column }
        var column = column
        column.unit = column.unit ?? known.unit
        column.ucd = column.ucd ?? known.ucd
        column.description = column.description ?? known.description
        column.frame = known.frame
        return column
    }
}
