internal import Files
import Tables
import Vectors

/// A matrix of embeddings with the identifiers of its rows, as `embed` writes them: `NAME.npy` and `NAME.csv`.
struct EmbeddingFile {
    /// Identifier of each row.
    let ids: [String]
    /// Whether a row is a vector: unreadable images have rows of NaN.
    let isFinite: [Bool]
    let dimension: Int
    private let matrix: Matrix

    /// Throws ``InputError`` when the files are missing or do not fit together.
    init(_ path: String) throws {
        let matrix = try Matrix(mapping: path)
        let beside = (path.hasSuffix(".npy") ? String(path.dropLast(4)) : path) + ".csv"
        let table = try TableFile.read(beside, text: ["id", "id_str"])
        guard table.rowCount == matrix.rowCount else {
            throw InputError(
                file: beside, problem: "it has \(table.rowCount) rows, the matrix \(path) \(matrix.rowCount)",
                remedy: "Give the matrix and the table of one run of embed")
        }
        ids = try table.requiredColumn("id", "id_str").texts
        isFinite = (0..<matrix.rowCount).map(matrix.isFinite)
        dimension = matrix.columnCount
        self.matrix = matrix
    }

    /// The vector of a row.
    func vector(_ row: Int) -> [Float] { matrix[row] }
}
