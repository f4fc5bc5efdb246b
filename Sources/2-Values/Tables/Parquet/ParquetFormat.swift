internal import CArrow
internal import Files

/// Apache Parquet through Arrow C++.
///
/// Read: booleans, whole numbers of 8 to 64 bits, half, single and double precision, decimals
/// (as `double`; without decimal places as whole numbers, and as text where those have more than 18 digits), texts (also as dictionaries), dates and times as ISO 8601; other columns (lists, structures, binary data) are left
/// out; lists of numbers that are vectors are read by ``VectorTable``. Unit, UCD and description come from the metadata
/// of the fields (`unit`, `ucd`, `description`), else from the VOTable in the footer (VOParquet 1.0).
/// Written: row groups of 262,144 rows compressed with Snappy; missing cells are nulls; both kinds of metadata.
enum ParquetFormat: TableFileFormat {
    static let extensions = [".parquet"]

    static func reader(
        _ path: String, table: String?, columns: [String]?, text: [String]
    ) throws -> any TableReader {
        try checkOnly(table, path)
        return try ParquetReader(path, columns: columns)
    }

    static func read(_ path: String, table: String?, columns: [String]?, text: [String]) throws -> Table {
        try checkOnly(table, path)
        return try ParquetReader(path, columns: columns).whole()
    }

    static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo, _ body: (any TableWriter) throws -> Void
    ) throws {
        try AtomicFile.replace(path) { temporary in
            let writer = try ParquetWriter(temporary, columns: columns, info: info, finalPath: path)
            try body(writer)
            try writer.finish()
        }
    }
}

extension ColumnType {
    /// The type of that number in CArrow; nil for one that no column holds.
    init?(_ type: ca_type) {
        switch type {
        case CA_BOOLEAN: self = .boolean
        case CA_INT32: self = .int32
        case CA_INT64: self = .int64
        case CA_FLOAT: self = .float
        case CA_DOUBLE: self = .double
        case CA_STRING: self = .string
        default: return nil
        }
    }

    /// The type's number in CArrow.
    var parquet: ca_type {
        switch self {
        case .boolean: CA_BOOLEAN
        case .int32: CA_INT32
        case .int64: CA_INT64
        case .float: CA_FLOAT
        case .double: CA_DOUBLE
        case .string: CA_STRING
        }
    }
}
