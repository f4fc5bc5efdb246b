internal import Files
package import Tables
package import Vectors

/// A matrix of embeddings with the identifiers of its rows, as `embed` writes them: `NAME.npy` and `NAME.csv`.
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
    /// Axes (row, dimension), mapped where the file allows it.
    package let matrix: Matrix

    /// Columns of the table beside the matrix.
    package static let columns = [GalaxyColumn.id, .file, .flag, .reason].map(\.info)

    /// Path of the table that belongs to a matrix.
    package static func table(beside matrix: String) -> String {
        (matrix.hasSuffix(".npy") ? String(matrix.dropLast(4)) : matrix) + ".csv"
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
        let matrix = try Matrix(mapping: path)
        let beside = Self.table(beside: path)
        let table = try IdentifierColumn.read(beside, text: GalaxyColumn.literalNames)
        guard table.rowCount == matrix.rowCount else {
            throw InputError(
                file: beside, problem: "it has \(table.rowCount) rows, the matrix \(path) \(matrix.rowCount)",
                remedy: "Give the matrix and the table of one run of embed")
        }
        ids = try IdentifierColumn.required(in: table.columns.map(\.info), path: beside).column(of: table).texts
        isFinite = (0..<matrix.rowCount).map(matrix.isFinite)
        dimension = matrix.columnCount
        self.matrix = matrix
    }

    /// The vector of a row.
    package func vector(_ row: Int) -> [Float] { matrix[row] }
}
