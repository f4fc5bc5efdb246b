internal import Files
public import Tables

/// Rows of a list of galaxy images in memory: all of them, or a batch that ``GalaxyTable/Reader`` has read.
///
/// Columns, found without regard to case: `id` (or `id_str`) and `file` (or `file_loc`), and where known `label`,
/// `survey`, `ra` and `dec` (ICRS); see ``GalaxyColumn``. Others are carried along in ``table``. A relative `file` is
/// relative to the manifest's directory.
public struct Manifest: Sendable {
    /// One entry a row of the table, in its order.
    public let rows: [Row]
    /// Path of the manifest, as given.
    public let path: String
    /// The columns of these rows that were asked for.
    public let table: Table

    /// - Parameter batch: rows of the table at `path`.
    package init(_ batch: GalaxyTable.Batch, path: String) {
        let compact = GalaxyRows(batch, manifest: path)
        rows = (0..<batch.count).map { Row(compact, $0) }
        self.path = path
        table = batch.table
    }

    /// Reads and checks a whole manifest. Whether the images exist and can be read is not looked at.
    ///
    /// - Parameters:
    ///   - path: a table; its format is told by the ending of its name (``TableFile``).
    ///   - requireLabels: true asks for a column `label` with at least one cell that is not empty.
    /// - Throws: ``InputError`` with file, row and column: unreadable file, no rows, a column missing (with the list of
    ///   columns there are), an empty `id` or `file`, a bad position, one galaxy listed twice for one survey.
    public static func read(_ path: String, requireLabels: Bool) throws -> Manifest {
        let reader = try GalaxyTable.Reader(path, needs: [.id, .file] + (requireLabels ? [.label] : []))
        return Manifest(try reader.rest(), path: path)
    }

    /// A table that is already in memory; whether a galaxy is listed twice is not looked at.
    package init(table: Table, path: String, requireLabels: Bool) throws {
        let needs: [GalaxyColumn] = [.id, .file] + (requireLabels ? [.label] : [])
        let columns = try GalaxyTable.Columns(
            in: table.columns.map(\.info), path: path, needs: needs, names: GalaxyColumnNames())
        let batch = try columns.batch(of: Table(columns: table.columns, path: path))
        try columns.checkEnd(rowCount: batch.count, hasLabel: batch.labels?.contains { $0 != nil } ?? false)
        self.init(batch, path: path)
    }
}
