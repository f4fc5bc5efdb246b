internal import Files
package import Tables
package import Vectors

/// A matrix of embeddings with the identifiers of its rows, as `embed` writes them: `NAME.npy` and `NAME.csv`, or
/// `NAME.parquet`, which has all.
///
/// ```swift
/// let file = try EmbeddingFile("embeddings.npy")
/// for row in file.ids.indices where file.isFinite[row] { use(file.ids[row], file.vector(row)) }
/// ```
package struct EmbeddingFile {
    /// Identifier of each row.
    package let ids: [String]
    /// Whether a row is a vector: unreadable images have rows of NaN.
    package let isFinite: [Bool]
    package let dimension: Int
    /// Axes (row, dimension), mapped where the file allows it: float32 in an `.npy` file.
    package let matrix: Matrix
    /// What stands beside the vectors: ``columns``, or those of a table of one's own.
    package let table: Table
    /// The table's path.
    package let tablePath: String

    /// Columns of the table beside the matrix.
    package static let columns = [GalaxyColumn.id, .file, .flag, .reason].map(\.info)

    /// The column of vectors in a Parquet file.
    package static let vectorColumn = "embedding"

    /// What that column says of itself.
    package static func column(width: Int, isHalf: Bool = false) -> VectorColumn {
        VectorColumn(
            vectorColumn, width: width, isHalf: isHalf, ucd: "stat.param",
            description: "Vector of the galaxy; NaN where there is none")
    }

    /// Endings of the files that are written.
    package static let extensions = [".npy", ".parquet"]

    package static func isParquet(_ path: String) -> Bool { path.lowercased().hasSuffix(".parquet") }

    /// All files of an embedding, the one that names it first.
    package static func files(of path: String) -> [String] {
        isParquet(path) ? [path] : [path, table(beside: path)]
    }

    /// Path of the table that belongs to a matrix; a Parquet file's own.
    package static func table(beside matrix: String) -> String {
        if isParquet(matrix) { return matrix }
        return (matrix.hasSuffix(".npy") ? String(matrix.dropLast(4)) : matrix) + ".csv"
    }

    /// What a run keeps beside its output until that is whole and in place.
    package static func unfinished(_ output: String) -> String { output + ".unfinished" }

    /// Throws ``InputError`` when the files are missing or do not fit together, or `embed` has not put both in place.
    package init(_ path: String) throws {
        guard (try? FileState(Self.unfinished(path))) == nil else {
            throw InputError(
                file: path, problem: "embed has not finished here: matrix and table may be of two runs",
                remedy: "Run embed again, or remove \(Self.unfinished(path)) to take what is there")
        }
        let beside = Self.table(beside: path)
        let matrix = try Self.isParquet(path) ? Self.parquetMatrix(path) : Matrix(mapping: path)
        let table = try Self.plainTable(beside)
        guard table.rowCount == matrix.rowCount else {
            throw InputError(
                file: beside, problem: "it has \(table.rowCount) rows, the matrix \(path) \(matrix.rowCount)",
                remedy: "Give the matrix and the table of one run of embed")
        }
        ids = try IdentifierColumn.required(in: table.columns.map(\.info), path: beside).column(of: table).texts
        // What an index does not look at need not stay in memory.
        isFinite = (0..<matrix.rowCount).map { row in
            if row % 65_536 == 65_535 { matrix.release() }
            return matrix.isFinite(row)
        }
        matrix.release()
        dimension = matrix.columnCount
        self.matrix = matrix
        self.table = table
        tablePath = beside
    }

    private static func parquetMatrix(_ path: String) throws -> Matrix {
        let (width, values) = try VectorTable.vectors(path, named: vectorColumn)
        guard width > 0 else {
            throw InputError(
                file: path, column: vectorColumn, problem: "there is no vector in any row",
                remedy: "Give the Parquet file of a run of embed")
        }
        return Matrix(values, columnCount: width)
    }

    /// The plain columns; of a Parquet file without a word on the vectors that are left out.
    private static func plainTable(_ path: String) throws -> Table {
        guard isParquet(path) else { return try IdentifierColumn.read(path, text: GalaxyColumn.literalNames) }
        return try TableFile.read(path, columns: VectorTable.plainColumns(path))
    }

    /// The vector of a row.
    package func vector(_ row: Int) -> [Float] { matrix[row] }
}
