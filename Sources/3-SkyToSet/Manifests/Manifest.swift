internal import Files
public import Tables

/// A whole list of galaxy images in memory; ``GalaxyTable/Reader`` reads one in batches.
///
/// Columns, found without regard to case: `id` (or `id_str`) and `file` (or `file_loc`), and where known `label`,
/// `survey`, `ra` and `dec` (ICRS); see ``GalaxyColumn``. Others are carried along in ``table``. A relative `file` is
/// relative to the manifest's directory.
public struct Manifest: Sendable {
    /// One entry a row of the table, in its order.
    public let rows: [Row]
    /// Path of the manifest, as given.
    public let path: String
    /// All columns of the file.
    public let table: Table

    /// Reads and checks a manifest. Whether the images exist and can be read is not looked at.
    ///
    /// - Parameters:
    ///   - path: a table; its format is told by the ending of its name (``TableFile``).
    ///   - requireLabels: true asks for a column `label` with at least one cell that is not empty.
    /// - Throws: ``InputError`` with file, row and column: unreadable file, no rows, a column missing (with the list of
    ///   columns there are), an empty `id` or `file`, a bad position, one galaxy listed twice for one survey.
    public static func read(_ path: String, requireLabels: Bool) throws -> Manifest {
        let reader = try GalaxyTable.Reader(path, needs: [.id, .file] + (requireLabels ? [.label] : []))
        let batch = try reader.rest()
        return Manifest(
            rows: (0..<batch.count).map { Row(batch, $0, manifest: path) }, path: path, table: batch.table)
    }

    /// A table that is already in memory; whether a galaxy is listed twice is not looked at.
    package init(table: Table, path: String, requireLabels: Bool) throws {
        let needs: [GalaxyColumn] = [.id, .file] + (requireLabels ? [.label] : [])
        let columns = try GalaxyTable.Columns(
            in: table.columns.map(\.info), path: path, needs: needs, names: GalaxyColumnNames())
        let batch = try columns.batch(of: table)
        self.init(rows: (0..<batch.count).map { Row(batch, $0, manifest: path) }, path: path, table: table)
    }

    init(rows: [Row], path: String, table: Table) {
        self.rows = rows
        self.path = path
        self.table = table
    }

    /// The rows of several manifests, one after the other, for training on all of them.
    ///
    /// The same id in two manifests is taken for the same galaxy. Throws ``InputError`` when one image file stands in
    /// two rows, for it would count twice.
    public static func merge(_ manifests: [Manifest]) throws -> [Row] {
        var seen: [String: Row] = [:]
        let rows = manifests.flatMap(\.rows)
        for row in rows {
            if let first = seen.updateValue(row, forKey: row.file) {
                throw InputError(
                    file: row.manifest, row: row.row, column: "file",
                    problem: "the image \(row.file) already stands in \(first.manifest), row \(first.row)",
                    remedy: "Keep one of them")
            }
        }
        return rows
    }
}

extension Manifest.Row {
    /// A row of a batch.
    init(_ batch: GalaxyTable.Batch, _ index: Int, manifest: String) {
        self.init(
            id: batch.ids[index], file: batch.files[index], label: batch.labels?[index],
            survey: batch.surveys?[index], position: batch.positions?[index], row: batch.firstRow + index,
            manifest: manifest)
    }
}
