internal import Files

/// Reads and writes tables in the format that the ending of the file's name says.
///
/// - CSV (`.csv`, `.csv.gz`): RFC 4180 in UTF-8, with or without a byte order mark; gzip is recognised by content. Lines
///   end in LF, CRLF or CR; empty lines are skipped; a quotation mark inside an unquoted cell stands for itself. The first
///   line names the columns. All cells of a column decide its type, `boolean` (`true`, `false`), `int64`, `double` or
///   `string`, so that no value changes: whole numbers with zeros in front or beyond an `Int64` are identifiers, which is
///   text. Empty cells and, between numbers, `nan`, `null`, `none`, `na`, `n/a`, `\N`, `<NA>`, `#N/A`,
///   `--` and `...` are missing.
/// - Other text (`.tsv`, `.txt`, `.dat`, `.ecsv`, also with `.gz`; read, not written), and `.csv` files too: cells between
///   semicolons, tabs, bars or blanks, told by the first lines (``CSVDialect``); lines of comments, `#` before the header,
///   VizieR's lines of units and dashes, types and units of ECSV.
/// - FITS (`.fits`, `.fit`, also with `.gz`): a table of the file, binary or ASCII; binary ones are written. It is the first
///   that has columns of position, else the first; that of `LDAC_IMHEAD` does not count. Scaled integers are `double`; TNULL,
///   NaN and empty text are missing, in ASCII tables all blank cells. Columns of unsigned 64-bit integers are `int64`, and text
///   where a number is beyond that. Text that is not UTF-8 is read as Latin-1, with a `Notice` (in CSV and Parquet, too).
/// - VOTable (`.vot`, `.xml`, `.votable`, also with `.gz`): TABLEDATA, BINARY and BINARY2, the first TABLE; written as
///   version 1.4. Units, UCDs and descriptions are kept. One that its service has cut off at a limit (QUERY_STATUS is
///   OVERFLOW) is read, and a `Notice` tells so at its end.
/// - Parquet (`.parquet`): all plain types; dates and times become ISO 8601. Unit, UCD and description stand in the metadata
///   of the fields and in the VOTable of the footer (VOParquet 1.0).
///
/// Another table of a FITS file or VOTable is chosen behind its name: `sky.fits[2]` by the number of its unit (of its TABLE),
/// `sky.fits[OBJECTS]` by its name.
///
/// Arrays of up to 64 numbers or texts in FITS and VOTable become the columns `NAME_1`, `NAME_2` …. Columns whose cells fit into
/// no table (longer arrays, lists of varying length, bits, complex numbers, binary data) are left out, which a `Notice` tells,
/// and refused when they are asked for.
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

    /// Endings of the names of tables that are written, and read, in lower case, with the point.
    public static var extensions: [String] { formats.flatMap { $0.extensions } }

    /// The file that a table is in: its name without the choice of one of its tables, `sky.fits` of `sky.fits[2]`.
    public static func file(of path: String) -> String { place(of: path).file }

    /// Whether files of this format may hold several tables.
    static func mayHoldSeveral(_ path: String) -> Bool {
        let format = format(endingOf: file(of: path)) { $0.extensions }
        return format == FITSTableFormat.self || format == VOTableFormat.self
    }

    /// What is known of all columns of a table; the types may not be.
    static func infos(of path: String) throws -> [ColumnInfo] {
        let (file, table) = place(of: path)
        return try format(of: file).infos(file, table: table)
    }

    /// Names of the columns that the table's view leaves; nil for all.
    private static func chosen(_ path: String) throws -> [String]? {
        try TableView.of(path).flatMap { try $0.chosen(from: infos(of: path)) }
    }

    /// Throws ``InputError`` when a table cannot have so many columns in the format of its name's ending; of interest before
    /// long work.
    public static func checkColumns(_ count: Int, of path: String) throws {
        guard let most = try writtenFormat(of: path).mostColumns, count > most else { return }
        throw InputError(
            file: path, problem: "the table would have \(count) columns, and a FITS table can have \(most) at most",
            remedy: "Write .parquet, .csv or .vot, or leave columns out (--columns, --leave-out)")
    }

    /// Reads a whole table.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - columns: names of the columns wanted, in that order, without regard to case; nil means all that the table's
    ///     ``TableView`` leaves.
    ///   - text: columns whose cells stay as they are written where the format has no types of its own (CSV), such as
    ///     identifiers and labels: `1.10` is not `1.1` there. Names that are not in the file are ignored.
    /// - Throws: ``InputError`` when the ending is unknown, a column is not there, the file is not right, or the run that
    ///   wrote it and others beside it was killed before all were in place (``FileSet``).
    public static func read(_ path: String, columns: [String]? = nil, text: [String] = []) throws -> Table {
        let (file, table) = place(of: path)
        let format = try format(of: file)
        try FileSet.check(file)
        let chosen = try columns ?? Self.chosen(path)
        return try format.read(file, table: table, columns: chosen, text: text)
    }

    /// Opens a table for reading in batches, with memory that does not grow with the file; see ``read(_:columns:text:)``.
    ///
    /// A CSV file is looked through for its types first, unless only columns of `text` are wanted. What is found is remembered
    /// as long as the process runs and the file stays the same, so that it is looked through once.
    public static func reader(
        _ path: String, columns: [String]? = nil, text: [String] = []
    ) throws -> any TableReader {
        let (file, table) = place(of: path)
        let format = try format(of: file)
        try FileSet.check(file)
        let chosen = try columns ?? Self.chosen(path)
        return try format.reader(file, table: table, columns: chosen, text: text)
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
    /// - Throws: ``InputError`` on an unknown ending and on more columns than the format has, ``WriteError`` when writing
    ///   fails or the format cannot hold a parameter's name.
    public static func write(
        _ path: String, columns: [ColumnInfo], info: TableInfo? = nil, _ body: (any TableWriter) throws -> Void
    ) throws {
        let names = columns.map(\.name)
        precondition(
            !names.isEmpty && !names.contains("") && Set(names).count == names.count,
            "column names must be distinct and not empty: \(names)")
        let format = try writtenFormat(of: path)
        try checkColumns(columns.count, of: path)
        try format.write(path, columns: columns, info: info ?? TableInfo(), body)
    }

    /// The file, and the table in it that is chosen in brackets behind the name of a file that has an ending known here.
    private static func place(of path: String) -> (file: String, table: String?) {
        guard path.hasSuffix("]"), let bracket = path.lastIndex(of: "["),
            format(endingOf: String(path[..<bracket]), of: { $0.extensions + $0.readExtensions }) != nil
        else { return (path, nil) }
        return (String(path[..<bracket]), String(path[path.index(after: bracket)...].dropLast()))
    }

    private static func format(of path: String) throws -> any TableFileFormat.Type {
        try format(of: path) { $0.extensions + $0.readExtensions }
    }

    private static func writtenFormat(of path: String) throws -> any TableFileFormat.Type {
        try format(of: path) { $0.extensions }
    }

    private static func format(
        of path: String, _ endings: (any TableFileFormat.Type) -> [String]
    ) throws -> any TableFileFormat.Type {
        if let format = format(endingOf: path, of: endings) { return format }
        throw InputError(
            file: path, problem: "the ending of its name is not that of a table format known here",
            remedy: "Known endings: " + formats.flatMap(endings).joined(separator: ", "))
    }

    private static func format(
        endingOf path: String, of endings: (any TableFileFormat.Type) -> [String]
    ) -> (any TableFileFormat.Type)? {
        let name = path.lowercased()
        return formats.first { endings($0).contains { name.hasSuffix($0) } }
    }
}
