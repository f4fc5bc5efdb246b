internal import Files

/// Reads and writes tables in the format that the ending of the file's name says.
///
/// - CSV (`.csv`, `.csv.gz`): RFC 4180 in UTF-8, with or without a byte order mark; gzip is recognised by content. Lines
///   end in LF, CRLF or CR; empty lines are skipped; a quotation mark inside an unquoted cell stands for itself. The first
///   line names the columns. All cells of a column decide its type, `boolean` (`true`, `false`), `int64`, `double` or
///   `string`, so that no value changes: whole numbers with zeros in front or beyond an `Int64` are identifiers, which is
///   text. Empty cells and, between numbers, `nan`, `null`, `none`, `na`, `n/a`, `\N`,
///   `<NA>`, `#N/A`, `--` and `...` are missing.
/// - FITS (`.fits`, `.fit`, also with `.gz`): the first table of the file, binary or ASCII; binary ones are written. Scaled
///   integers are `double`; TNULL, NaN and empty text are missing, in ASCII tables all blank cells.
/// - VOTable (`.vot`, `.xml`, `.votable`, also with `.gz`): TABLEDATA, BINARY and BINARY2, the first TABLE; written as
///   version 1.4. Units, UCDs and descriptions are kept. One that its service has cut off at a limit (QUERY_STATUS is
///   OVERFLOW) is read, and a `Notice` tells so at its end.
/// - Parquet (`.parquet`): all plain types; dates and times become ISO 8601. Unit, UCD and description stand in the metadata
///   of the fields and in the VOTable of the footer (VOParquet 1.0).
///
/// Arrays of up to 64 numbers in FITS and VOTable become the columns `NAME_1`, `NAME_2` …. Columns whose cells fit into no
/// table (longer arrays, lists of varying length, bits, complex numbers, binary data) are left out, and refused when they
/// are asked for.
///
/// ```swift
/// let table = try TableFile.read("votes.csv", columns: ["id", "spiral"], text: ["id"])
/// try TableFile.write(table, to: "votes.parquet")
///
/// let columns = [ColumnInfo("id", .string), ColumnInfo("ra", .double, unit: "deg", ucd: "pos.eq.ra;meta.main")]
/// try TableFile.write("large.fits", columns: columns) { writer in
///     for batch in batches { try writer.write(batch) }  // memory for one batch
/// }
/// ```
public enum TableFile {
    private static let formats: [any TableFileFormat.Type] = [
        CSVFormat.self, FITSTableFormat.self, VOTableFormat.self, ParquetFormat.self,
    ]

    /// Endings of the names of tables, in lower case, with the point.
    public static var extensions: [String] { formats.flatMap { $0.extensions } }

    /// Reads a whole table.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - columns: names of the columns wanted, in that order, without regard to case; nil means all.
    ///   - text: columns whose cells stay as they are written where the format has no types of its own (CSV), such as
    ///     identifiers and labels: `1.10` is not `1.1` there. Names that are not in the file are ignored.
    /// - Throws: ``InputError`` when the ending is unknown, a column is not there, the file is not right, or the run that
    ///   wrote it and others beside it was killed before all were in place (``FileSet``).
    public static func read(_ path: String, columns: [String]? = nil, text: [String] = []) throws -> Table {
        let format = try format(of: path)
        try FileSet.check(path)
        return try format.read(path, columns: columns, text: text)
    }

    /// Opens a table for reading in batches, with memory that does not grow with the file; see ``read(_:columns:text:)``.
    ///
    /// A CSV file is looked through for its types first, unless only columns of `text` are wanted. What is found is remembered
    /// as long as the process runs and the file stays the same, so that it is looked through once.
    public static func reader(
        _ path: String, columns: [String]? = nil, text: [String] = []
    ) throws -> any TableReader {
        let format = try format(of: path)
        try FileSet.check(path)
        return try format.reader(path, columns: columns, text: text)
    }

    /// Writes a whole table, all or nothing; see ``write(_:columns:info:_:)``.
    public static func write(_ table: Table, to path: String) throws {
        try write(path, columns: table.columns.map(\.info), info: table.info) { try $0.write(table) }
    }

    /// Writes a table in batches, all or nothing.
    ///
    /// - Parameters:
    ///   - path: final path; its directory must exist.
    ///   - columns: one or more, each with a name of its own, or it traps.
    ///   - info: what is known of the table as a whole. Nothing of it is written into CSV, which has no place for it.
    ///   - body: is given a writer that takes the rows; what it throws is thrown on, and no file is left.
    /// - Throws: ``InputError`` on an unknown ending, ``WriteError`` when writing fails or the format cannot hold a
    ///   parameter's name.
    public static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo? = nil, _ body: (any TableWriter) throws -> Void
    ) throws {
        let names = columns.map(\.name)
        precondition(
            !names.isEmpty && !names.contains("") && Set(names).count == names.count,
            "column names must be distinct and not empty: \(names)")
        try format(of: path).write(path, columns: columns, info: info ?? TableInfo(), body)
    }

    private static func format(of path: String) throws -> any TableFileFormat.Type {
        let name = path.lowercased()
        let format = formats.first { $0.extensions.contains { name.hasSuffix($0) } }
        guard let format else {
            throw InputError(
                file: path, problem: "the ending of its name is not that of a table format known here",
                remedy: "Known endings: " + extensions.joined(separator: ", "))
        }
        return format
    }
}
