/// Reads a table in batches of rows; memory does not grow with the file. Belongs to one task at a time.
public protocol TableReader: AnyObject {
    /// Path of the file.
    var path: String { get }
    /// The columns that are read, in the order of the batches' columns.
    var columns: [ColumnInfo] { get }
    /// Number of rows of the file, where its format says so beforehand.
    var rowCount: Int? { get }

    /// The next rows, 1 or more; nil after the last.
    ///
    /// - Parameter maximumRows: 1 or more; a batch may have fewer rows than this although more follow.
    /// - Throws: ``InputError`` with file, row and column.
    func next(_ maximumRows: Int) throws -> Table?
}

extension TableReader {
    /// All rows that are left, in one table.
    public func rest() throws -> Table {
        var builders = columns.map { ColumnBuilder($0) }
        var firstRow: Int?
        while let batch = try next(1 << 16) {
            firstRow = firstRow ?? batch.firstRow
            for (index, column) in batch.columns.enumerated() { builders[index].append(column) }
        }
        return Table(columns: builders.indices.map { builders[$0].takeAll() }, path: path, firstRow: firstRow ?? 1)
    }
}
