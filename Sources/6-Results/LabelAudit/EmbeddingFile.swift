internal import Files
import Tables

/// A matrix of embeddings with the identifiers of its rows, as `embed` writes them: `NAME.npy` and `NAME.csv`.
struct EmbeddingFile {
    /// Identifier of each row.
    let ids: [String]
    /// Whether a row is a vector: unreadable images have rows of NaN.
    let isFinite: [Bool]
    let dimension: Int
    private let values: [Float]

    /// Throws ``InputError`` when the files are missing or do not fit together.
    init(_ path: String) throws {
        let (shape, content) = try Npy.read(path)
        guard shape.count == 2, shape[1] > 0, case .float32(let values) = content else {
            throw InputError(
                file: path, problem: "this is not a float32 matrix: its shape is \(shape)",
                remedy: "Give the matrix that embed has written")
        }
        let beside = (path.hasSuffix(".npy") ? String(path.dropLast(4)) : path) + ".csv"
        let table = try TableFile.read(beside, text: ["id", "id_str"])
        guard table.rowCount == shape[0] else {
            throw InputError(
                file: beside, problem: "it has \(table.rowCount) rows, the matrix \(path) \(shape[0])",
                remedy: "Give the matrix and the table of one run of embed")
        }
        ids = try table.requiredColumn("id", "id_str").texts
        self.values = values
        dimension = shape[1]
        let dimension = dimension
        isFinite = (0..<shape[0]).map { row in
            values[(row * dimension)..<((row + 1) * dimension)].allSatisfy(\.isFinite)
        }
    }

    /// The vector of a row.
    func vector(_ row: Int) -> ArraySlice<Float> { values[(row * dimension)..<((row + 1) * dimension)] }
}
