/// Reads a table in batches of rows; memory does not grow with the file. Belongs to one task at a time.
///
/// ```swift
/// let reader = try TableFile.reader("catalogue.fits", columns: ["RA", "DEC"])
/// while let batch = try reader.next(1 << 14) {
///     let (ra, dec) = (try batch.doubles("RA"), try batch.doubles("DEC"))  // NaN where missing
/// }
/// ```
public protocol TableReader: AnyObject {
    /// Path of the file.
    var path: String { get }
    /// The columns that are read, in the order of the batches' columns.
    var columns: [ColumnInfo] { get }
    /// What the file says of the table as a whole before its rows; empty where it says nothing.
    var info: TableInfo { get }
    /// Number of rows of the file, where its format says so beforehand.
    var rowCount: Int? { get }

    /// The next rows, 1 or more; nil after the last.
    ///
    /// - Parameter maximumRows: 1 or more; a batch may have fewer rows than this although more follow.
    /// - Throws: ``InputError`` with file, row and column.
    func next(_ maximumRows: Int) throws -> Table?
}

extension TableReader {
    public var info: TableInfo { TableInfo() }

    /// All rows that are left, in one table.
    public func rest() throws -> Table {
        var builders = columns.map { ColumnBuilder($0) }
        var firstRow: Int?
        while let batch = try next(1 << 16) {
            firstRow = firstRow ?? batch.firstRow
            for (index, column) in batch.columns.enumerated() { builders[index].append(column) }
        }
        return Table(
            columns: builders.indices.map { builders[$0].takeAll() }, path: path, firstRow: firstRow ?? 1, info: info)
    }
}
