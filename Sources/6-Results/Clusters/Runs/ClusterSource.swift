internal import Files
internal import Manifests
internal import Tables
internal import Vectors

/// The rows that are sorted: an embedding with its table, or a map.
struct ClusterSource {
    let path: String
    /// Identifier of each row.
    let ids: [String]
    /// Rows with numbers, 0 is the first.
    let rows: [Int]
    /// Their numbers.
    let matrix: Matrix
    /// Columns that come along.
    let carried: [Column]
    let isMap: Bool

    /// Columns of a map.
    static let coordinates = ["map_x", "map_y", "map_z"]

    /// - Throws: ``InputError``: no such file, no embedding and no map, no row with numbers, all rows equal.
    init(_ path: String) throws {
        self.path = path
        if !path.lowercased().hasSuffix(".npy"), let map = try Self.map(path) {
            isMap = true
            (ids, matrix, rows, carried) = map
        } else {
            isMap = false
            let file = try EmbeddingFile(path)
            ids = file.ids
            rows = ids.indices.filter { file.isFinite[$0] }
            matrix = rows.count == ids.count ? file.matrix : file.matrix.gathered(rows)
            carried = try Self.companions(file)
        }
        guard !rows.isEmpty else {
            throw InputError(
                file: path, problem: ids.isEmpty ? "it has no rows" : "none of its \(ids.count) rows has numbers",
                remedy: "Look at the reasons in the table of the embedding")
        }
        let first = matrix[0]
        let isConstant = matrix.withValues { values in
            values.indices.allSatisfy { values[$0] == first[$0 % matrix.columnCount] }
        }
        guard !isConstant || rows.count < 2 else {
            throw InputError(
                file: path, problem: "all \(rows.count) rows are equal: there is nothing to sort",
                remedy: "Look at the images that embed was given, and at its weights")
        }
    }

    /// A table with map_x and map_y; nil for others.
    private static func map(_ path: String) throws -> ([String], Matrix, [Int], [Column])? {
        let table = try IdentifierColumn.read(path, text: GalaxyColumn.literalNames)
        let names = coordinates.filter { table.column($0) != nil }
        guard names.count >= 2 else {
            guard path.lowercased().hasSuffix(".parquet") else {
                throw ColumnNames.missing(Array(coordinates.prefix(2)), in: table.columns.map(\.name), path: path)
            }
            return nil
        }
        let identifier = try IdentifierColumn.required(in: table.columns.map(\.info), path: path)
        let cells = try names.map { try table.doubles($0) }
        let rows = (0..<table.rowCount).filter { row in cells.allSatisfy { $0[row] != nil } }
        let values = rows.flatMap { row in cells.map { Float($0[row] ?? 0) } }
        return (
            try identifier.column(of: table).texts, Matrix(values, columnCount: names.count), rows,
            table.columns.filter { $0.name != identifier.name }
        )
    }

    /// The columns of an embedding's table but its identifiers.
    private static func companions(_ file: EmbeddingFile) throws -> [Column] {
        let identifier = try IdentifierColumn.required(in: file.table.columns.map(\.info), path: file.tablePath)
        return file.table.columns.filter { $0.name != identifier.name }
    }
}
