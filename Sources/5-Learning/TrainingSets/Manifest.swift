internal import Files
internal import Sky
public import Tables

/// A list of galaxy images: the input of training and classification.
///
/// Columns, found without regard to case: `id` (or `id_str`) and `file` (or `file_loc`), and where known `label`,
/// `survey`, `ra` and `dec` (ICRS; decimal degrees, or sexagesimal with hours and degrees). Others are carried along in
/// ``table``. A relative `file` is relative to the manifest's directory.
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
        let table = try TableFile.read(path, text: ManifestColumns.textColumns)
        return try Manifest(table: table, path: path, requireLabels: requireLabels)
    }

    /// Checks a table that is already in memory; see ``read(_:requireLabels:)``.
    ///
    /// - Parameter path: where the table is or will be; files are relative to its directory.
    public init(table: Table, path: String, requireLabels: Bool) throws {
        let table = Table(columns: table.columns, path: path)
        guard table.rowCount > 0 else {
            throw InputError(
                file: path, problem: "the manifest has no rows", remedy: "List one galaxy image a row under the header")
        }
        let columns = try ManifestColumns(table, requireLabels: requireLabels)
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { String(path[...$0]) } ?? ""
        var firstRows: [[String]: Int] = [:]
        rows = try (0..<table.rowCount).map { index in
            let file = try columns.file(index)
            let row = Row(
                id: try columns.id(index), file: Self.tidied(file.hasPrefix("/") ? file : directory + file),
                label: columns.label(index), survey: columns.survey(index), position: try columns.position(index),
                row: index + 1, manifest: path)
            // One galaxy may be listed once for each survey that saw it.
            let key = [row.id, row.survey?.lowercased() ?? ""]
            if let first = firstRows.updateValue(row.row, forKey: key) {
                let survey = row.survey.map { " of survey '\($0)'" } ?? ""
                throw InputError(
                    file: path, row: row.row, column: columns.idColumn,
                    problem: "id '\(row.id)'\(survey) already stands in row \(first)",
                    remedy: "Keep one of them; for images from different surveys fill in the column 'survey'")
            }
            return row
        }
        if requireLabels && !rows.contains(where: { $0.label != nil }) {
            throw InputError(
                file: path, column: "label", problem: "no row has a label", remedy: "Label the rows to learn from")
        }
        self.path = path
        self.table = table
    }

    /// `path` without empty and `.` parts, so that one file has one spelling. `..` stays: a link may stand before it.
    private static func tidied(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
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
