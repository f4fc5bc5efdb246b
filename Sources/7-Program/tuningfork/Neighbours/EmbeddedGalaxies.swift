import Files
import Manifests
import Process
import Tables

/// The galaxies of an embedding: their vectors, identifiers and pictures.
struct EmbeddedGalaxies {
    let path: String
    let file: EmbeddingFile
    /// Rows that have a vector.
    let vectors: Int
    /// Images as the manifest has them; nil where the table has none.
    private let files: [String]?
    private let reasons: [String]?
    /// What the paths of images count from.
    private let folder: String

    /// - Parameter folder: what the paths of images count from; nil is the embedding's own folder.
    /// - Throws: `InputError`, also when no row has a vector.
    init(_ path: String, folder: String?) throws {
        let file = try EmbeddingFile(path)
        vectors = file.isFinite.count { $0 }
        guard vectors > 0 else {
            throw InputError(
                file: path, problem: "none of the \(file.ids.count) rows has a vector: all are NaN or infinite",
                remedy: "Look at the reasons in \(file.tablePath)")
        }
        func texts(_ column: GalaxyColumn) -> [String]? { file.table.column(column.name)?.texts }
        self.path = path
        self.file = file
        files = texts(.file)
        reasons = texts(.reason)
        let own = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        self.folder = folder.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? own
    }

    /// Says how many rows have no vector.
    func tell(_ progress: ProgressReporter) {
        guard vectors < file.ids.count else { return }
        progress.say("\(file.ids.count - vectors) of \(file.ids.count) rows have no vector and are left out")
    }

    /// The galaxy of an identifier. Throws `InputError` when there is none, or it has no vector.
    func query(_ id: String) throws -> NeighbourQuery {
        guard let row = file.ids.firstIndex(of: id) else {
            throw InputError(
                file: file.tablePath, problem: "there is no galaxy '\(id)'",
                remedy: "The first of the \(file.ids.count) is '\(file.ids.first ?? "")'")
        }
        guard file.isFinite[row] else {
            let reason = reasons?[row] ?? ""
            throw InputError(
                file: file.tablePath, row: row + 1,
                problem: "the galaxy '\(id)' has no vector" + (reason.isEmpty ? "" : ": \(reason)"),
                remedy: "Leave it out, or embed its picture again")
        }
        return NeighbourQuery(name: id, row: row, vector: file.vector(row), picture: picture(row))
    }

    /// Path of a row's image; nil where the table names none.
    func picture(_ row: Int) -> String? {
        guard let file = files?[row], !file.isEmpty else { return nil }
        return file.hasPrefix("/") ? file : folder + file
    }

    /// Throws `InputError` when more galaxies are asked for than there are.
    func check(_ wanted: Int, _ option: String, among count: Int) throws {
        guard wanted > count else { return }
        throw InputError(
            file: path, problem: "\(wanted) galaxies are asked for, and there are \(count) with a vector",
            remedy: "Give \(option) \(count) or less")
    }
}

/// What neighbours are looked for of.
struct NeighbourQuery {
    /// Identifier, or the file of a picture from outside.
    let name: String
    /// Its row; nil for a picture from outside.
    let row: Int?
    let vector: [Float]
    let picture: String?
}
